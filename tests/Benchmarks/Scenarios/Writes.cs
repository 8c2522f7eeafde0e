using System.Globalization;
using Benchmarks.Contests;
using Benchmarks.Load;
using Benchmarks.Results;

namespace Benchmarks.Scenarios;

internal static class Writes
{
    public static Scenario Scenario { get; } = new(
        "writes", "Writes",
        """
        At users-service, each with its history entry, on a durable server (`fsync` and `synchronous_commit` are on, the
        default), compared with a bare `insert` into `users` by `pgbench -M prepared`, without history. Users that are
        created at the same time go in with one statement and one commit.
        """,
        DependsOnRows: true, MeasureAsync);

    private static async Task<IReadOnlyList<Figure>> MeasureAsync(Stage stage, CancellationToken cancellationToken)
    {
        var users = await stage.StartUsersAsync(cancellationToken);
        Contestant[] ours =
        [
            Of("POST", number => Post(number, null)),
            Of("POST with Idempotency-Key", number => Post(number, Key(number))),
            Of("PUT", number => Put(number, null)),
            Of("PUT with Idempotency-Key", number => Put(number, Key(number))),
            Of("PATCH", number => Patch(number, null)),
            Of("PATCH with Idempotency-Key", number => Patch(number, Key(number))),
        ];
        var (post, postWithKey) = (ours[0], ours[1]);
        var bare = Pgbench.Contestant("bare insert by pgbench", stage, Insert);

        var contest = await Contest.RunAsync(stage.Plan, cancellationToken, [.. ours, bare]);

        return
        [
            .. ours.Append(bare).Select(one =>
                new Figure($"{one.Name}, writes/s", contest.Of(one, round => round.Rate))),
            .. ours.Select(one => new Figure($"{one.Name}, p99 ms", contest.Of(one, round => round.P99))),
            .. ours.Select(one =>
                new Figure($"{one.Name}, CPU of the service, µs", contest.Of(one, round => round.OwnCpu))),
            .. ours.Append(bare).Select(one => new Figure(
                $"{one.Name}, CPU of PostgreSQL, µs", contest.Of(one, round => round.CpuOf(stage.Postgres)))),
            new("POST ÷ bare insert, writes/s", contest.Ratio(post, bare, round => round.Rate), Target.AtLeast(0.6)),
            new(
                "POST with Idempotency-Key ÷ without, writes/s",
                contest.Ratio(postWithKey, post, round => round.Rate), Target.AtLeast(0.8)),
        ];

        Contestant Of(string name, Func<long, string> request) =>
            new(name, Traffic.To(users, request), users, stage.Postgres);

        string Put(long number, string? key) =>
            HttpRequestText.Send("PUT", Traffic.Target(stage.Rows), Body(number), key);

        string Patch(long number, string? key) =>
            HttpRequestText.Send("PATCH", Traffic.Target(stage.Rows), $$"""{"name":"Łucja {{number}}"}""", key);
    }

    private static string Post(long number, string? key) =>
        HttpRequestText.Send("POST", "/api/users", Body(number), key);

    private static string Body(long number) =>
        $$"""{"name":"Łucja {{number}}","email":"lucja{{number}}@example.com"}""";

    private static string Key(long number) => number.ToString("x16", CultureInfo.InvariantCulture);

    private const string Insert =
        """
        \set number random(1, 1000000000000000)
        insert into users (name, email, email_key, name_folded, email_folded, name_starts, email_starts)
        select 'Łucja ' || number, email, email, 'lucja ' || number, email,
               'l lu ' || left(number, 1) || ' ' || left(number, 2), 'b ba e ex c co'
        from (select :number::text as number, 'bare' || :number::text || '@example.com' as email) as one;
        """;
}
