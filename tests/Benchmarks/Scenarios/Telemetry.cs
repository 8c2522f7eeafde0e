using Benchmarks.Contests;
using Benchmarks.Load;
using Benchmarks.Results;
using Benchmarks.Rivals;

namespace Benchmarks.Scenarios;

internal static class Telemetry
{
    public static Scenario Scenario { get; } = new(
        "telemetry", "Cost of telemetry",
        """
        users-service that sends metrics and traces to a collector, compared with the same program without request log
        lines (`Serilog:MinimumLevel:Default=Fatal`), and also without OpenTelemetry (`OTEL_SDK_DISABLED=true`).
        """,
        DependsOnRows: false, MeasureAsync);

    private static async Task<IReadOnlyList<Figure>> MeasureAsync(Stage stage, CancellationToken cancellationToken)
    {
        var collector = await stage.StartRivalAsync("collector", Rival.TrivialBackend, cancellationToken);
        var complete = await OfAsync("with all", []);
        var unlogged = await OfAsync("without log lines", new() { ["Serilog__MinimumLevel__Default"] = "Fatal" });
        var silent = await OfAsync(
            "without log lines and OpenTelemetry",
            new() { ["Serilog__MinimumLevel__Default"] = "Fatal", ["OTEL_SDK_DISABLED"] = "true" });
        Contestant[] all = [complete, unlogged, silent];

        var contest = await Contest.RunAsync(stage.Plan, cancellationToken, all);

        return
        [
            .. all.Select(one => new Figure($"{one.Name}, CPU µs/request", contest.Of(one, round => round.OwnCpu))),
            new("metrics and traces, extra CPU in %", More(unlogged, silent), Target.AtMost(4)),
            new("log lines, extra CPU in %", More(complete, unlogged), Target.AtMost(3)),
            new("log lines lost", contest.Of(complete, round => round.Own!.LostLines), Target.AtMost(0)),
        ];

        double More(Contestant with, Contestant without) =>
            100 * (contest.Ratio(with, without, round => round.OwnCpu) - 1);

        async Task<Contestant> OfAsync(string name, Dictionary<string, string> settings)
        {
            settings["Cache__FreshFor"] = "00:00:00";
            settings["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address.ToString();
            settings["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf";
            var service = await stage.StartUsersAsync(name, settings, cancellationToken);
            return new(name, Traffic.To(service, Traffic.RandomReads(stage.Rows)), service);
        }
    }
}
