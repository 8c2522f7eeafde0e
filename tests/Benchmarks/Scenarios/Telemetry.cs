using Benchmarks.Contests;
using Benchmarks.Load;
using Benchmarks.Results;

namespace Benchmarks.Scenarios;

internal static class Telemetry
{
    public static Scenario Scenario { get; } = new(
        "telemetry", "Cost of telemetry",
        """
        users-service as it is shipped, compared with the same program without request log lines
        (`Serilog:MinimumLevel:Default=Fatal`), and also without OpenTelemetry (`OTEL_SDK_DISABLED=true`).
        """,
        DependsOnRows: false, MeasureAsync);

    private static async Task<IReadOnlyList<Figure>> MeasureAsync(Stage stage, CancellationToken cancellationToken)
    {
        var shipped = await OfAsync("as shipped", []);
        var unlogged = await OfAsync("without log lines", new() { ["Serilog__MinimumLevel__Default"] = "Fatal" });
        var silent = await OfAsync(
            "without log lines and OpenTelemetry",
            new() { ["Serilog__MinimumLevel__Default"] = "Fatal", ["OTEL_SDK_DISABLED"] = "true" });
        Contestant[] all = [shipped, unlogged, silent];

        var contest = await Contest.RunAsync(stage.Plan, cancellationToken, all);

        return
        [
            .. all.Select(one => new Figure($"{one.Name}, CPU µs/request", contest.Of(one, round => round.OwnCpu))),
            new("metrics and traces, extra CPU in %", More(unlogged, silent), Target.AtMost(5)),
            new("log lines, extra CPU in %", More(shipped, unlogged)),
        ];

        double More(Contestant with, Contestant without) =>
            100 * (contest.Ratio(with, without, round => round.OwnCpu) - 1);

        async Task<Contestant> OfAsync(string name, Dictionary<string, string> settings)
        {
            settings["Cache__FreshFor"] = "00:00:00";
            var service = await stage.StartUsersAsync(name, settings, cancellationToken);
            return new(name, Traffic.To(service, Traffic.RandomReads(stage.Rows)), service);
        }
    }
}
