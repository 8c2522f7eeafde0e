using System.Text.Json;
using Platform.Configuration;

namespace SreService.Alerting.Replay;

/// <summary>
/// <c>--replay success target=99.5 burn_rates="1h/5m > 6 page" time_range=7d</c>: asks the running
/// service when other burn rates or another target would have alerted, and prints it. Like the health check it needs no
/// other client in the image.
/// </summary>
internal static class ReplayCommand
{
    private const string Name = "--replay";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <returns>
    /// Whether the process was started for this alone; the exit code is 0 when there is an answer, else 1.
    /// </returns>
    public static async Task<bool> HandleAsync(string[] arguments)
    {
        if (arguments is not [Name, ..])
        {
            return false;
        }

        if (arguments is not [_, var objective, .. var given]
            || given.Any(pair => !pair.Contains('=', StringComparison.Ordinal)))
        {
            await FailAsync(
                $"usage: {Name} OBJECTIVE [target=99.5] [burn_rates=\"1h/5m > 14.4 page\"] [time_range=30d]");
            return true;
        }

        var environment = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var port = environment.GetValue(
            $"{ServiceSettings.Section}:{nameof(ServiceSettings.Port)}", new ServiceSettings().Port);
        var query = string.Join(
            '&', given.Select(pair => pair.Split('=', 2)).Select(pair => $"{pair[0]}={Uri.EscapeDataString(pair[1])}"));
        using var client = new HttpClient { Timeout = Patience };
        var path = $"/sre/slos/{Uri.EscapeDataString(objective)}/replay?{query}";
        await AskAsync(client, new($"http://127.0.0.1:{port}{path}"), Console.Out);
        return true;
    }

    internal static async Task AskAsync(HttpClient client, Uri address, TextWriter output)
    {
        try
        {
            using var response = await client.GetAsync(address);
            var text = await response.Content.ReadAsStringAsync();
            if (!response.IsSuccessStatusCode)
            {
                await FailAsync(text);
                return;
            }

            var report = JsonSerializer.Deserialize(text, ReplayJson.Default.ReplayReport)!;
            await output.WriteLineAsync(InWords(report));
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            await FailAsync($"{address.Authority} does not answer: {error.Message}");
        }
    }

    private static string InWords(ReplayReport report)
    {
        IEnumerable<string> lines =
        [
            $"{report.Objective}, {Time(report.From)} to {Time(report.Until)} UTC, "
                + Invariant($"{report.Coverage:0.##}% of it observed"),
            Invariant($"would have paged {Times(report.Asked.Pages)} and opened {report.Asked.Tickets} tickets; ")
                + Invariant($"current rules: {Times(report.InForce.Pages)} and {report.InForce.Tickets}"),
            .. report.Asked.Pairs.SelectMany(pair => pair.Firings.Select(firing => Invariant(
                $"  {pair.Pair}: {Time(firing.From)} to {Time(firing.Until)}, up to {firing.PeakBurn:0.#}× too fast"))),
        ];
        return string.Join(Environment.NewLine, lines);
    }

    private static string Times(int count) => count == 1 ? "once" : Invariant($"{count} times");

    private static string Time(DateTimeOffset at) => Invariant($"{at.UtcDateTime:yyyy-MM-dd HH:mm}");

    private static Task FailAsync(string problem)
    {
        Environment.ExitCode = 1;
        return Console.Error.WriteLineAsync(problem);
    }
}
