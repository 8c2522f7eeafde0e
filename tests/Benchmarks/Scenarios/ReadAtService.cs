using Benchmarks.Contests;
using Benchmarks.Load;
using Benchmarks.Results;
using Benchmarks.Rivals;
using Benchmarks.Subjects;
using Npgsql;

namespace Benchmarks.Scenarios;

internal static class ReadAtService
{
    public static Scenario Scenario { get; } = new(
        "service", "One user, at users-service and at the database",
        """
        The same read at users-service itself, compared with a process that has only a minimal API route and Npgsql with
        prepared statements, with a loop that does nothing but this read with Npgsql (without and with prepared
        statements), and with `pgbench -M prepared`. Every read queries the database (`Cache:FreshFor=0`);
        users-service reads the users that are asked for at the same time with one query. Processor time is per read.
        """,
        DependsOnRows: true, MeasureAsync);

    private static async Task<IReadOnlyList<Figure>> MeasureAsync(Stage stage, CancellationToken cancellationToken)
    {
        var users = await stage.StartUncachedUsersAsync(cancellationToken);
        var service = new Contestant(
            "users-service", Traffic.To(users, Traffic.RandomReads(stage.Rows)), users, stage.Postgres);
        var api = await stage.StartRivalAsync("bare API", Rival.BareApi, cancellationToken, Prepared(stage.Database));
        var bare = new Contestant(
            "bare minimal API", Traffic.To(api, Traffic.RandomReads(stage.Rows)), api, stage.Postgres);
        var loop = await LoopAsync("loop", stage, stage.Database, cancellationToken);
        var prepared = await LoopAsync("prepared loop", stage, Prepared(stage.Database), cancellationToken);
        var pgbench = Pgbench.Contestant("pgbench", stage, Script(stage.Rows));
        Contestant[] clients = [service, bare, loop, prepared];
        Contestant[] all = [.. clients, pgbench];

        var contest = await Contest.RunAsync(stage.Plan, cancellationToken, all);

        return
        [
            .. all.Select(one => new Figure($"{one.Name}, reads/s", contest.Of(one, round => round.Rate))),
            .. clients.Select(one => new Figure($"CPU of {one.Name}, µs", contest.Of(one, round => round.OwnCpu))),
            new(
                "CPU, users-service ÷ bare minimal API", contest.Ratio(service, bare, round => round.OwnCpu),
                Target.AtMost(1.25)),
            new("CPU, users-service ÷ loop", contest.Ratio(service, loop, round => round.OwnCpu), Target.AtMost(2.0)),
            .. all.Select(one => new Figure($"CPU of PostgreSQL for {one.Name}, µs", contest.Of(one, Database))),
            new(
                "database work, pgbench ÷ users-service", contest.Ratio(pgbench, service, Database),
                Target.AtLeast(0.5)),
        ];

        double Database(Round round) => round.CpuOf(stage.Postgres);
    }

    private static async Task<Contestant> LoopAsync(
        string name, Stage stage, string database, CancellationToken cancellationToken)
    {
        var loop = await stage.StartRivalAsync(name, Rival.NpgsqlLoop, cancellationToken, database, $"{stage.Rows}");
        return new(name, (duration, token) => RunAsync(loop, duration, token), loop, stage.Postgres);
    }

    private static async Task<LoadResult> RunAsync(Subject loop, TimeSpan duration, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { BaseAddress = loop.Address };
        return LoadResult.Parse(await client.GetStringAsync($"/run/{duration.TotalSeconds:0}", cancellationToken));
    }

    private static string Prepared(string database) =>
        new NpgsqlConnectionStringBuilder(database) { MaxAutoPrepare = 10, AutoPrepareMinUsages = 1 }.ConnectionString;

    private static string Script(int rows) =>
        $"""
        \set id random(1, {rows})
        {BareUser.Sql.Replace("$1", ":id", StringComparison.Ordinal)};
        """;
}
