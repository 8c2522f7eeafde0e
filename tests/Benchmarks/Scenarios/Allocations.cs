using Benchmarks.Contests;
using Benchmarks.Load;
using Benchmarks.Results;

namespace Benchmarks.Scenarios;

internal static class Allocations
{
    private const double KiB = 1024;

    public static Scenario Scenario { get; } = new(
        "allocations", "Allocations of users-service",
        """
        Bytes on the managed heap for one request, as users-service counts them: what the garbage collector has to clear
        away.
        """,
        DependsOnRows: false, MeasureAsync);

    private static async Task<IReadOnlyList<Figure>> MeasureAsync(Stage stage, CancellationToken cancellationToken)
    {
        var cached = await stage.StartUsersAsync(cancellationToken);
        var uncached = await stage.StartUncachedUsersAsync(cancellationToken);
        (Contestant One, double Target)[] kinds =
        [
            (new("read from the database", Traffic.To(uncached, Traffic.RandomReads(stage.Rows)), uncached), 6),
            (new("read from memory", Traffic.To(cached, _ => HttpRequestText.Get("/api/users/1")), cached), 2),
            (new("list of 50", Traffic.To(uncached, _ => HttpRequestText.Get("/api/users")), uncached), 30),
            (new("new user", Traffic.To(uncached, NewUser), uncached), 12),
        ];

        var contest = await Contest.RunAsync(stage.Plan, cancellationToken, [.. kinds.Select(kind => kind.One)]);

        return
        [
            .. kinds.Select(kind => new Figure(
                $"{kind.One.Name}, KiB/request", contest.Of(kind.One, round => round.OwnAllocated / KiB),
                Target.AtMost(kind.Target))),
            .. kinds.Select(kind => new Figure(
                $"{kind.One.Name}, waits for a lock/request", contest.Of(kind.One, round => round.OwnContentions))),
        ];
    }

    private static string NewUser(long number) => HttpRequestText.Send(
        "POST", "/api/users", $$"""{"name":"Load Test","email":"allocated-{{number}}@example.org"}""");
}
