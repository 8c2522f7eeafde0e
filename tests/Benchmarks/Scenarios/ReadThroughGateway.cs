using Benchmarks.Contests;
using Benchmarks.Load;
using Benchmarks.Results;
using Benchmarks.Rivals;

namespace Benchmarks.Scenarios;

internal static class ReadThroughGateway
{
    public static Scenario Scenario { get; } = new(
        "read", "One user, through the gateway",
        """
        `GET /api/users/{id}` with random ids, at gateway and users-service with everything they do (request rules, rate
        limit, headers, outcome, metrics, traces, logs), compared with one process that has only a minimal API route and
        Npgsql. Every read queries the database (`Cache:FreshFor=0`). Processor time is per request.
        """,
        DependsOnRows: true, MeasureAsync);

    private static async Task<IReadOnlyList<Figure>> MeasureAsync(Stage stage, CancellationToken cancellationToken)
    {
        var users = await stage.StartUncachedUsersAsync(cancellationToken);
        var gateway = await stage.StartGatewayAsync(users.Address, cancellationToken);
        var api = await stage.StartRivalAsync("bare API", Rival.BareApi, cancellationToken, stage.Database);
        var reads = Traffic.RandomReads(stage.Rows);
        var ours = new Contestant("through the gateway", Traffic.To(gateway, reads), gateway, users, stage.Postgres);
        var bare = new Contestant("bare minimal API", Traffic.To(api, reads), api, stage.Postgres);

        var contest = await Contest.RunAsync(stage.Plan, cancellationToken, ours, bare);

        return
        [
            new("through the gateway, requests/s", contest.Of(ours, round => round.Rate)),
            new("bare minimal API, requests/s", contest.Of(bare, round => round.Rate)),
            new("throughput, ours ÷ bare", contest.Ratio(ours, bare, round => round.Rate), Target.AtLeast(0.60)),
            new("CPU of the gateway, µs", contest.Of(ours, round => round.OwnCpu)),
            new("CPU of users-service, µs", contest.Of(ours, round => round.CpuOf(users))),
            new("CPU of PostgreSQL, ours, µs", contest.Of(ours, round => round.CpuOf(stage.Postgres))),
            new("CPU of the bare API, µs", contest.Of(bare, round => round.OwnCpu)),
            new("CPU of PostgreSQL, bare, µs", contest.Of(bare, round => round.CpuOf(stage.Postgres))),
            new("through the gateway, p99 ms", contest.Of(ours, round => round.P99)),
            new("bare minimal API, p99 ms", contest.Of(bare, round => round.P99)),
        ];
    }
}
