using System.Globalization;
using System.Text.Json;
using Platform.Configuration;

namespace SreService.Alerting.Replay;

/// <summary>
/// <c>--replay success target=99.5 burn_rates="1h/5m > 6 page" time_range=7d</c>: asks the service that runs already what
/// other rules would have told, and says it in words. Like the health check it needs no other client in the image.
/// </summary>
internal static class ReplayCommand
{
    private const string Name = "--replay";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <returns>Whether that was all this process was started for; the exit code is 0 when there is an answer, else 1.</returns>
    public static async Task<bool> HandleAsync(string[] arguments)
    {
        if (arguments is not [Name, ..])
        {
            return false;
        }

        if (arguments is not [_, var objective, .. var given] || given.Any(pair => !pair.Contains('=', StringComparison.Ordinal)))
        {
            await FailAsync($"usage: {Name} OBJECTIVE [target=99.5] [burn_rates=\"1h/5m > 14.4 page\"] [time_range=30d]");
            return true;
        }

        var environment = new ConfigurationBuilder().AddEnvironmentVariables().Build();
        var port = environment.GetValue($"{ServiceSettings.Section}:{nameof(ServiceSettings.Port)}", new ServiceSettings().Port);
        var query = string.Join('&', given.Select(pair => pair.Split('=', 2)).Select(pair => $"{pair[0]}={Uri.EscapeDataString(pair[1])}"));
        using var client = new HttpClient { Timeout = Patience };
        await AskAsync(client, new($"http://127.0.0.1:{port}/sre/slos/{Uri.EscapeDataString(objective)}/replay?{query}"), Console.Out);
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
            Text($"{report.Objective}, {report.From.UtcDateTime:yyyy-MM-dd HH:mm} to {report.Until.UtcDateTime:yyyy-MM-dd HH:mm} UTC, {report.Coverage:0.##} % of it observed"),
            Text($"would have paged {Times(report.Asked.Pages)} and written {report.Asked.Tickets} tickets; the rules in force {Times(report.InForce.Pages)} and {report.InForce.Tickets}"),
            .. report.Asked.Pairs.SelectMany(pair => pair.Firings.Select(firing => Text(
                $"  {pair.Pair}: {firing.From.UtcDateTime:yyyy-MM-dd HH:mm} to {firing.Until.UtcDateTime:yyyy-MM-dd HH:mm}, up to {firing.PeakBurn:0.#} times too fast"))),
        ];
        return string.Join(Environment.NewLine, lines);
    }

    private static string Times(int count) => count == 1 ? "once" : Text($"{count} times");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static Task FailAsync(string problem)
    {
        Environment.ExitCode = 1;
        return Console.Error.WriteLineAsync(problem);
    }
}
