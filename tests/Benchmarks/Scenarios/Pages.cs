using System.Net.Http.Headers;
using Benchmarks.Contests;
using Benchmarks.Results;

namespace Benchmarks.Scenarios;

internal static class Pages
{
    public static Scenario Scenario { get; } = new(
        "pages", "Pages of 50 users, in any order and at any depth",
        """
        Execution and planning time in PostgreSQL of all statements of one request, as counted by `pg_stat_statements`:
        the first page, and the slowest of the pages at 10%, 50% and 90% of the list, which are found by following its
        links.
        """,
        DependsOnRows: true, MeasureAsync);

    /// <summary>Of each page in one turn.</summary>
    private const int Requests = 20;

    private static readonly string[] Sorts =
    [
        "-created_at", "created_at", "name", "-name", "email", "-email", "updated_at", "-updated_at", "id", "-id",
    ];

    private static async Task<IReadOnlyList<Figure>> MeasureAsync(Stage stage, CancellationToken cancellationToken)
    {
        await using var watched = await WatchedService.StartAsync(stage, cancellationToken);
        var figures = new List<Figure>();
        var ratios = new List<double>();
        foreach (var sort in Sorts)
        {
            var deep = await CursorsAsync(watched, stage.Rows, sort, cancellationToken);
            var times = await TimesAsync(watched, sort, deep, stage.Plan.Rounds, cancellationToken);
            figures.Add(new($"`{sort}`, first page, ms", Median.Of(times.Select(turn => turn[0]))));
            figures.Add(new($"`{sort}`, deep, ms", Median.Of(times.Select(turn => turn[1..].Max()))));
            ratios.Add(Median.Of(times.Select(turn => turn[1..].Max() / turn[0])));
        }

        return
        [
            .. figures,
            new("slowest page, ms", figures.Max(figure => figure.Value), Target.AtMost(3)),
            new("deep ÷ first, worst order", ratios.Max(), Target.AtMost(1.2)),
        ];
    }

    /// <returns>For each turn, milliseconds of the first page and of each deep one.</returns>
    private static async Task<IReadOnlyList<double[]>> TimesAsync(
        WatchedService service, string sort, IEnumerable<string> cursors, int count,
        CancellationToken cancellationToken)
    {
        var first = $"/api/users?limit=50&sort={sort}";
        string[] pages = [first, .. cursors.Select(cursor => $"{first}&cursor={cursor}")];
        var turns = new List<double[]>();
        for (var turn = 0; turn < count; turn++)
        {
            var times = new double[pages.Length];
            for (var page = 0; page < pages.Length; page++)
            {
                times[page] = await service.DatabaseTimeAsync(pages[page], Requests, cancellationToken);
            }

            turns.Add(times);
        }

        return turns;
    }

    /// <summary>Follows the links of the list in pages of a thousand.</summary>
    private static async Task<IReadOnlyList<string>> CursorsAsync(
        WatchedService service, int rows, string sort, CancellationToken cancellationToken)
    {
        var pages = rows / 1000;
        var wanted = new[] { 0.1, 0.5, 0.9 }.Select(depth => (int)Math.Ceiling(pages * depth)).ToHashSet();
        var cursors = new List<string>();
        var next = $"/api/users?limit=1000&sort={sort}";
        for (var page = 1; page <= wanted.Max(); page++)
        {
            using var answer = await service.Client.GetAsync(new Uri(next, UriKind.Relative), cancellationToken);
            next = NextOf(answer.EnsureSuccessStatusCode().Headers)
                ?? throw new BrokenScenarioException($"The list by {sort} ends after {page} pages.");
            if (wanted.Contains(page))
            {
                cursors.Add(next.Split("cursor=")[1].Split('&')[0]);
            }
        }

        return cursors;
    }

    private static string? NextOf(HttpResponseHeaders headers) =>
        headers.TryGetValues("Link", out var links)
            ? links.SelectMany(link => link.Split(", "))
                .Where(link => link.EndsWith("rel=\"next\"", StringComparison.Ordinal))
                .Select(link => link[1..link.IndexOf('>', StringComparison.Ordinal)])
                .FirstOrDefault()
            : null;
}
