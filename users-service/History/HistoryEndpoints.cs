using Platform.Problems;
using UsersService.Description;
using UsersService.Listing;
using UsersService.Users;

namespace UsersService.History;

internal static class HistoryEndpoints
{
    private const int DefaultLimit = 100;

    public static void MapHistory(this RouteGroupBuilder users)
    {
        users.MapGet($"{UserEndpoints.OneUser}/history", ReadHistory)
            .WithMetadata(new QueryParameters(ListQuery.Limit, ListQuery.Cursor))
            .FailsWith(KnownProblems.ServiceUnavailable.Error)
            .DescribeHistory();
    }

    private static async Task<IResult> ReadHistory(
        long id, HttpContext context, UserHistory history, CursorKey secret, ListLinks links,
        CancellationToken cancellationToken)
    {
        var query = context.Request.Query;
        var values = new QueryValues(query);
        var limit = values.Read(ListQuery.Limit, ListQuery.LimitIn, ListQuery.InvalidLimit) ?? DefaultLimit;
        var list = $"history of {id}";
        var from = query.TryGetValue(ListQuery.Cursor, out var cursor)
            ? Cursor.Read(cursor.ToString(), list, await secret.GetAsync(cancellationToken))
            : null;
        if (values.Problem is not null || (cursor.Count > 0 && from is null))
        {
            return values.Problem ?? ListQuery.InvalidCursor;
        }

        if (await history.ReadAsync(id, limit, from, cancellationToken) is not { } page)
        {
            return KnownProblems.NotFound;
        }

        await links.WriteAsync(context, list, isFirst: from is null, page.Next, page.Previous, cancellationToken);
        return TypedResults.Ok(page.Entries);
    }
}
