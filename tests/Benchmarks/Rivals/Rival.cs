using System.Globalization;
using Benchmarks.Subjects;
using Npgsql;

namespace Benchmarks.Rivals;

/// <summary>
/// The programs that the product is compared with, which do as little as possible for the same work, and those that it
/// works with, each in its own process.
/// </summary>
internal static class Rival
{
    public const string BareApi = "api";
    public const string BareYarp = "yarp";
    public const string NpgsqlLoop = "loop";
    public const string TrivialBackend = "backend";
    public const string ReplicaSimulator = "replicas";

    /// <summary>Answered by every rival as soon as it runs.</summary>
    public const string Ready = "/health/ready";

    /// <summary>Starts this program as one of them.</summary>
    public static Subject Start(string displayName, string rival, params IEnumerable<string> arguments)
    {
        var port = FreePort.Next();
        return Subject.Start(displayName, port, Environment.ProcessPath!, ["rival", rival, $"{port}", .. arguments]);
    }

    /// <summary>Is one of them, until it is told to end.</summary>
    public static async Task<int> RunAsync(string rival, string[] arguments)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{arguments[0]}");
        if (rival is BareApi or NpgsqlLoop)
        {
            builder.Services.AddSingleton(NpgsqlDataSource.Create(arguments[1]));
        }

        await using var app = rival switch
        {
            BareApi => Rivals.BareApi.Build(builder),
            BareYarp => Rivals.BareYarp.Build(builder, arguments[1]),
            NpgsqlLoop => Rivals.NpgsqlLoop.Build(builder, int.Parse(arguments[2], CultureInfo.InvariantCulture)),
            ReplicaSimulator => Rivals.ReplicaSimulator.Build(builder, arguments[0]),
            _ => Rivals.TrivialBackend.Build(builder),
        };
        app.MapGet(Ready, () => "ready");
        await app.RunAsync();
        return 0;
    }
}
