using System.CommandLine;

namespace Local;

/// <summary>The options of <c>dotnet run --project infra/local</c>.</summary>
internal static class CommandLine
{
    private static readonly string ServiceNames = string.Join(", ", LocalTopology.Services);

    private static readonly Option<string?> Postgres = new("--postgres")
    {
        Description = "Use this PostgreSQL (a connection string that may create databases) instead of a private one.",
        HelpName = "connection string",
    };

    private static readonly Option<int> Port = new("--port")
    {
        Description = "The gateway's port. The other services take the next ones; management ports are 1,000 above.",
        DefaultValueFactory = _ => 8080,
    };

    private static readonly Option<string[]> Replicas = new("--replicas")
    {
        Description = $"Run several replicas of a service, for example users=2. Services: {ServiceNames}.",
        HelpName = "service=count",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string?> Data = new("--data")
    {
        Description = "The folder of the database and the logs (default: .data in the project, or a folder in /var/tmp "
            + "when the database's user cannot reach that).",
        HelpName = "folder",
    };

    private static readonly Option<bool> Reset = new("--reset") { Description = "Delete the data first." };

    private static readonly Option<bool> Demo = new("--demo") { Description = "Send steady, bounded traffic." };

    public static Task<int> RunAsync(string[] arguments, Func<LocalOptions, CancellationToken, Task<int>> run)
    {
        Port.Validators.Add(result =>
        {
            if (result.Tokens is [var token, ..]
                && (!int.TryParse(token.Value, out var port) || port is < 1024 or > 60000))
            {
                result.AddError("--port takes a whole number from 1024 to 60000.");
            }
        });
        Replicas.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => ReplicaOf(token.Value) is null))
            {
                result.AddError(
                    $"--replicas takes service=count with 1 to 8 of {ServiceNames}; '{token.Value}' is not that.");
            }
        });

        var command = new RootCommand("Runs the whole of Evenkeel on this machine, on a real PostgreSQL.")
        {
            Postgres, Port, Replicas, Data, Reset, Demo,
        };
        command.SetAction((parsed, cancellationToken) => run(OptionsOf(parsed), cancellationToken));
        return command.Parse(arguments).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    private static LocalOptions OptionsOf(ParseResult parsed) => new()
    {
        Postgres = parsed.GetValue(Postgres),
        Port = parsed.GetValue(Port),
        Replicas = (parsed.GetValue(Replicas) ?? [])
            .Select(text => ReplicaOf(text)!.Value)
            .GroupBy(pair => pair.Key)
            .ToDictionary(pairs => pairs.Key, pairs => pairs.Last().Value),
        Data = Path.GetFullPath(parsed.GetValue(Data) ?? Checkout.DefaultDataFolder()),
        Reset = parsed.GetValue(Reset),
        Demo = parsed.GetValue(Demo),
    };

    private static KeyValuePair<string, int>? ReplicaOf(string text) =>
        text.Split('=') is [var service, var count]
        && LocalTopology.Services.Contains(service)
        && int.TryParse(count, out var replicas)
        && replicas is >= 1 and <= 8
            ? new(service, replicas)
            : null;
}
