using Benchmarks.Load;
using Benchmarks.Results;
using Benchmarks.Subjects;
using Local;
using Npgsql;

namespace Benchmarks.Scenarios;

internal static class Evaluation
{
    private const int Days = 30;
    private const double RequestsPerSecond = 50;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    public static Scenario Scenario { get; } = new(
        "evaluation", "Evaluating objectives",
        $"""
        sre-service with {Days} days of slices, one per minute, for each objective: the four that are shipped, then
        copies of them until there are 16. Processor time is that of a whole evaluation round without replicas, in which
        all objectives are evaluated and the round is written. Latency is measured at {RequestsPerSecond} requests per
        second, due at fixed times. The start ends with the first success of `/health/ready`.
        """,
        DependsOnRows: false, MeasureAsync);

    private static async Task<IReadOnlyList<Figure>> MeasureAsync(Stage stage, CancellationToken cancellationToken)
    {
        var figures = new List<Figure>();
        foreach (var objectives in (int[])[4, 16])
        {
            figures.AddRange(await MeasureAsync(stage, objectives, cancellationToken));
        }

        return figures;
    }

    private static async Task<Figure[]> MeasureAsync(Stage stage, int objectives, CancellationToken cancellationToken)
    {
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings__Sre"] = stage.Database,
            ["Scraping__Interval"] = Interval.ToString(),
            ["Scraping__Timeout"] = (Interval / 2).ToString(),
            ["Objectives__Path"] = WriteObjectives(stage.Folder, objectives),
        };
        await FillAsync(stage, settings, objectives, cancellationToken);

        await using var sre = ServiceProgram.Built("sre-service").Start("sre-service", settings);
        var start = await sre.AnswersAsync("/health/ready", cancellationToken);
        var (rounds, time) = stage.Plan.Quick ? (3, TimeSpan.FromSeconds(2)) : (60, TimeSpan.FromSeconds(30));
        // What was written before is read first.
        await Task.Delay((stage.Plan.Quick ? 5 : 30) * Interval, cancellationToken);
        var cpu = sre.CpuTime;
        await Task.Delay(rounds * Interval, cancellationToken);
        cpu = sre.CpuTime - cpu;

        var isMost = objectives == 16;
        return
        [
            new(
                $"{objectives} objectives, a round in ms of CPU", cpu.TotalMilliseconds / rounds,
                isMost ? Target.AtMost(50) : null),
            new(
                $"{objectives} objectives, /sre/dashboard p99 in ms", await PercentileAsync("/sre/dashboard"),
                isMost ? Target.AtMost(20) : null),
            new($"{objectives} objectives, /sre/slos p99 in ms", await PercentileAsync("/sre/slos")),
            new(
                $"{objectives} objectives, /sre/metrics of 30 days p99 in ms",
                await PercentileAsync("/sre/metrics?time_range=30d")),
            new($"{objectives} objectives, start in ms", start.TotalMilliseconds),
            new($"{objectives} objectives, memory in MB", sre.PrivateMemory / 1e6),
        ];

        Task<double> PercentileAsync(string target) => P99Async(sre, target, time, cancellationToken);
    }

    private static async Task<double> P99Async(
        Subject sre, string target, TimeSpan time, CancellationToken cancellationToken)
    {
        var request = $"GET {target} HTTP/1.1\r\nHost: h\r\n\r\n";
        var clients = new OwnClients(sre.Address, [request], Plan.Clients, RequestsPerSecond);
        await clients.RunAsync(time / 3, cancellationToken);
        var result = await new OwnClients(sre.Address, [request], Plan.Clients, RequestsPerSecond)
            .RunAsync(time, cancellationToken);
        return result.Errors == 0
            ? result.P99.TotalMilliseconds
            : throw new BrokenScenarioException($"{target} failed {result.Errors} times.");
    }

    /// <returns>The folder.</returns>
    private static string WriteObjectives(string folder, int count)
    {
        var path = Directory.CreateDirectory(Path.Combine(folder, $"objectives-{count}")).FullName;
        var shipped = Directory
            .GetFiles(Path.Combine(Checkout.Root, "sre-service", "objectives"), "*.yaml")
            .Order()
            .ToArray();
        for (var number = 0; number < count; number++)
        {
            var file = shipped[number % shipped.Length];
            var id = Path.GetFileNameWithoutExtension(file);
            var text = File.ReadAllText(file);
            File.WriteAllText(
                Path.Combine(path, $"{id}-{number}.yaml"),
                text.Replace($"\n  name: {id}\n", $"\n  name: {id}-{number}\n", StringComparison.Ordinal));
        }

        return path;
    }

    /// <summary>The service itself says by which keys it keeps slices.</summary>
    private static async Task FillAsync(
        Stage stage, Dictionary<string, string> settings, int objectives, CancellationToken cancellationToken)
    {
        await using var database = NpgsqlDataSource.Create(stage.Database);
        await using (var first = ServiceProgram.Built("sre-service").Start("sre-service", settings))
        {
            await first.AnswersAsync("/health/ready", cancellationToken);
            await KeysAreKnownAsync(database, objectives, cancellationToken);
        }

        await using var fill = database.CreateCommand(
            $"""
            select make_partitions(day)
            from generate_series(now() - interval '{Days} days', now(), interval '1 day') as day;

            insert into slices (objective, minute, good, bad, covered)
            select key, minute, 990 + extract(minute from minute)::int % 10, extract(minute from minute)::int % 7, true
            from (select objective || '@' || generation as key from generations where retired_at is null) as known,
                 generate_series(
                     date_trunc('minute', now()) - interval '{Days} days', now() - interval '10 minutes',
                     interval '1 minute') as minute
            on conflict do nothing;
            """);
        fill.CommandTimeout = 300;
        await fill.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task KeysAreKnownAsync(
        NpgsqlDataSource database, int objectives, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(
            "select count(*) from generations where retired_at is null");
        for (var tries = 0; tries < 120; tries++)
        {
            try
            {
                if (await command.ExecuteScalarAsync(cancellationToken) is long known && known == objectives)
                {
                    return;
                }
            }
            catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.UndefinedTable)
            {
                // It is ready before its tables are.
            }

            await Task.Delay(Interval / 2, cancellationToken);
        }

        throw new BrokenScenarioException($"sre-service does not know {objectives} objectives.");
    }
}
