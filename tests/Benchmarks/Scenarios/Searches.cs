using Benchmarks.Contests;
using Benchmarks.Load;
using Benchmarks.Results;

namespace Benchmarks.Scenarios;

internal static class Searches
{
    public static Scenario Scenario { get; } = new(
        "search", "Searches",
        """
        `GET /api/users?limit=50&q=…` at users-service from two clients: one or two letters are searched at the
        beginning of name and address, three or more anywhere in them.
        """,
        DependsOnRows: true, MeasureAsync);

    /// <summary>What is common and rare among <see cref="Population.People"/>.</summary>
    private static readonly (string Query, string Kind)[] Queries =
    [
        ("a", "common"), ("x", "rare"), ("7", "absent"),
        ("an", "common"), ("xo", "rare"), ("qq", "absent"),
        ("mar", "common"), ("garcia", "common"), ("quillfeather", "rare"), ("zzyzx", "absent"), ("иван", "common"),
        ("a smith", "common"), ("example.com", "nearly all users"), ("5555", "digits of addresses"),
    ];

    private const int Searchers = 2;

    private static async Task<IReadOnlyList<Figure>> MeasureAsync(Stage stage, CancellationToken cancellationToken)
    {
        var users = await stage.StartUncachedUsersAsync(cancellationToken);
        await Search("e").RunAsync(stage.Plan.Round, cancellationToken);
        var figures = new List<Figure>();
        foreach (var (query, kind) in Queries)
        {
            var round = await Round.RunAsync(Search(query), stage.Plan.Round, cancellationToken);
            figures.Add(new($"`{query}`, {kind}, p99 ms", round.P99, Target.AtMost(50)));
        }

        return figures;

        Contestant Search(string query)
        {
            var request = HttpRequestText.Get($"/api/users?limit=50&q={Uri.EscapeDataString(query)}");
            return new($"q={query}", Traffic.To(users, _ => request, Searchers), users);
        }
    }
}
