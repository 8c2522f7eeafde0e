using System.Data.Common;
using System.Globalization;
using UsersService.Database;
using UsersService.Paging;
using UsersService.Users;

namespace UsersService.Listing;

internal sealed class UserList(UsersSettings settings)
{
    public const int MaxCounted = 10_000;

    /// <summary>
    /// Of users who match so often, a large page is found sooner along the order than among all matches.
    /// </summary>
    private const int FrequentOneIn = 40;

    public async Task<UserPage> ListAsync(
        IListServer server, PageRequest request, CancellationToken cancellationToken)
    {
        var rows = await RowsAsync(server, request, cancellationToken);
        return PageOf(request, rows) with { Total = await TotalAsync(server, request, cancellationToken) };
    }

    /// <returns>The strategies in the order in which they are tried; the last one finds all users.</returns>
    internal static ScanStrategy[] StrategiesFor(PageRequest request)
    {
        var isCoveredByOrder =
            FilterConditions.Of(request.Filter).Length == FilterConditions.AlongOrder(request).Length;
        return request.Filter.IsNarrow ? [ScanStrategy.AllMatches]
            : isCoveredByOrder ? [ScanStrategy.AlongOrder]
            : [ScanStrategy.Nearest, ScanStrategy.AllMatches];
    }

    private async Task<IReadOnlyList<Row>> RowsAsync(
        IListServer server, PageRequest request, CancellationToken cancellationToken)
    {
        IReadOnlyList<Row> rows = [];
        foreach (var strategy in StrategiesFor(request))
        {
            rows = await RowsAsync(server, request, strategy, settings.SearchReach, cancellationToken);
            if (strategy == ScanStrategy.Nearest && rows.Count <= request.Limit
                && rows.Count >= settings.SearchReach / FrequentOneIn)
            {
                rows = await RowsAsync(server, request, strategy, settings.SearchReach * 10, cancellationToken);
            }

            if (rows.Count > request.Limit)
            {
                break;
            }
        }

        return rows;
    }

    private static async Task<IReadOnlyList<Row>> RowsAsync(
        IListServer server, PageRequest request, ScanStrategy strategy, int reach,
        CancellationToken cancellationToken) =>
        await server.ListAsync(
            ListStatements.Page(request, strategy), ParametersOf(request, reach),
            (row, index) => Row.In(row, isEdge: index == 0 || index == request.Limit - 1), cancellationToken);

    private async Task<Total?> TotalAsync(
        IListServer server, PageRequest request, CancellationToken cancellationToken)
    {
        if (request.Count == CountMode.None)
        {
            return null;
        }

        var count = (await server.ListAsync<long>(
            ListStatements.Count(request.Filter), ParametersOf(request, settings.SearchReach), read: null,
            cancellationToken))[0];
        return request.Count == CountMode.Capped && count > MaxCounted ? new(MaxCounted, true) : new(count, false);
    }

    // One user more than the page has tells whether there is another page.
    internal static object ParametersOf(PageRequest request, int nearest) => new
    {
        nearest,
        take = request.Limit + 1,
        cap = request.Count == CountMode.Capped ? MaxCounted + 1 : (long?)null,
        key = request.From?.Key,
        id = request.From?.Id,
        since = request.From?.Since.ToString(CultureInfo.InvariantCulture),
        pattern = request.Filter.Search?.Pattern,
        start = request.Filter.Search?.Folded,
        searchedEmailKey = request.Filter.Search?.EmailKey,
        searchedId = request.Filter.Search?.Id,
        emailKey = request.Filter.EmailKey,
        ids = request.Filter.Ids,
        createdFrom = request.Filter.CreatedFrom,
        createdBefore = request.Filter.CreatedBefore,
    };

    private static UserPage PageOf(PageRequest request, IReadOnlyList<Row> rows)
    {
        if (rows.Count == 0)
        {
            return NothingAfter(request);
        }

        var backwards = request.From is { Backwards: true };
        var hasMore = rows.Count > request.Limit;
        var shown = rows.Take(request.Limit).ToArray();
        if (backwards)
        {
            Array.Reverse(shown);
        }

        // There is always a page in the direction that the walk came from, if only of users deleted since.
        var hasNext = backwards || hasMore;
        var hasPrevious = backwards ? hasMore : request.From is not null;
        return new(
            Array.ConvertAll(shown, row => row.User),
            hasNext ? shown[^1].Position(request, backwards: false) : null,
            hasPrevious ? shown[0].Position(request, backwards: true) : null);
    }

    /// <summary>The page is empty because its users are gone; the way back starts at the user that led here.</summary>
    private static UserPage NothingAfter(PageRequest request)
    {
        var back = request.From is { } here
            ? here with { Backwards = !here.Backwards, Id = here.Id + (request.IsDescending ? -1 : 1) }
            : null;
        return back is { Backwards: true } ? new([], null, back) : new([], back);
    }

    /// <param name="KeyText">Null unless another page may begin here.</param>
    private readonly record struct Row(User User, string? KeyText, ulong Since)
    {
        public static Row In(DbDataReader row, bool isEdge) => isEdge
            ? new(User.In(row), row.GetString(User.ColumnCount), SinceIn(row.GetString(User.ColumnCount + 1)))
            : new(User.In(row), null, 0);

        public Position Position(PageRequest request, bool backwards) =>
            new(backwards, KeyText!, User.Id, request.From?.Since ?? Since);

        private static ulong SinceIn(string text) => ulong.Parse(text, CultureInfo.InvariantCulture);
    }
}
