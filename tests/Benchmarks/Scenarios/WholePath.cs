using Benchmarks.Contests;
using Benchmarks.Load;
using Benchmarks.Population;
using Benchmarks.Results;
using Benchmarks.Rivals;
using Benchmarks.Subjects;
using Npgsql;

namespace Benchmarks.Scenarios;

internal static class WholePath
{
    /// <summary>Users in the database; the original lists all of them.</summary>
    private const int Users = 50;

    private const int ManyClients = 256;

    private static readonly (string Name, Func<long, string> Request, double? Target)[] Kinds =
    [
        ("list of 50", _ => HttpRequestText.Get("/api/users"), 10),
        ("page", _ => HttpRequestText.Get("/"), 10),
        ("one user", number => HttpRequestText.Get($"/api/users/{(number % Users) + 1}"), null),
        ("new user", NewUser, 5),
    ];

    public static Scenario Scenario { get; } = new(
        "whole", "The whole path",
        """
        Everything as the local runner starts it: gateway, services, log files. Compared with an application of the same
        shape as the system that Evenkeel replaces, Flask on gunicorn with four workers behind nginx, on the same
        PostgreSQL. Processor time is per request, at 32 clients.
        """,
        DependsOnRows: false, MeasureAsync);

    private static async Task<IReadOnlyList<Figure>> MeasureAsync(Stage stage, CancellationToken cancellationToken)
    {
        var system = await LocalRunner.StartAsync(stage, cancellationToken);
        var users = new NpgsqlConnectionStringBuilder(stage.Database) { Database = LocalRunner.UsersDatabase };
        await UsersTable.ReplaceAsync(users.ConnectionString, Users, cancellationToken);
        Subject? original = Original.IsInstalled
            ? await Original.StartAsync(stage, Users, cancellationToken)
            : null;

        var figures = new List<Figure>();
        double originalList = 0;
        foreach (var (name, request, target) in Kinds)
        {
            var ours = new Contestant(
                "Evenkeel", Traffic.To(system.All, request), [system.All, .. system.Parts, stage.Postgres]);
            var crowd = new Contestant("Evenkeel", Traffic.To(system.All, request, ManyClients), system.All);
            Contestant[] theirs = original is null ? [] : [new("original", Traffic.To(original, request), original)];

            var contest = await Contest.RunAsync(stage.Plan, cancellationToken, [ours, crowd, .. theirs]);

            figures.Add(new($"{name}, requests/s", contest.Of(ours, round => round.Rate)));
            figures.Add(new($"{name}, {ManyClients} clients, requests/s", contest.Of(crowd, round => round.Rate)));
            foreach (var one in theirs)
            {
                var rate = contest.Of(one, round => round.Rate);
                originalList = originalList == 0 ? rate : originalList;
                figures.Add(new($"{name}, original, requests/s", rate));
                figures.Add(target is { } times
                    ? new($"{name}, Evenkeel ÷ original", contest.Ratio(ours, one, round => round.Rate),
                        Target.AtLeast(times))
                    : new($"{name}, Evenkeel ÷ list of the original",
                        contest.Of(ours, round => round.Rate) / originalList, Target.AtLeast(15)));
            }

            figures.AddRange(ours.Subjects.Skip(1).Select(
                part => new Figure($"{name}, CPU of {part.Name}, µs", contest.Of(ours, round => round.CpuOf(part)))));
        }

        figures.Add(await PageOfManyAsync(stage, system.All, users.ConnectionString, cancellationToken));
        return figures;
    }

    private static async Task<Figure> PageOfManyAsync(
        Stage stage, Subject system, string users, CancellationToken cancellationToken)
    {
        var most = stage.Plan.Sizes[^1];
        await UsersTable.ReplaceAsync(users, most, cancellationToken);
        var page = new Contestant("Evenkeel", Traffic.To(system, _ => HttpRequestText.Get("/")), system);
        var contest = await Contest.RunAsync(stage.Plan, cancellationToken, page);
        return new(Invariant($"page, {most:N0} users, requests/s"), contest.Of(page, round => round.Rate));
    }

    private static string NewUser(long number) => HttpRequestText.Send(
        "POST", "/api/users", $$"""{"name":"Load Test","email":"load-{{number}}@example.org"}""");
}
