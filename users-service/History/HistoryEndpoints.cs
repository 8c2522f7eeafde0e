using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Problems;
using UsersService.Api;
using UsersService.OpenApi;
using UsersService.Paging;

namespace UsersService.History;

internal static class HistoryEndpoints
{
    private const int DefaultLimit = 100;

    public static void MapHistory(this RouteGroupBuilder users) =>
        users.MapGet($"{UserPaths.One}/history", ReadHistory)
            .WithName("getUserHistory").WithSummary("List the changes of a user, newest first")
            .WithDescription(
                "Each entry names who changed what and when. `request_id` is the id that the gateway made, "
                + "`client_request_id` the `X-Request-Id` that the client sent. Deleted, erased and purged users "
                + "have a history too; erased values are null.")
            .Query(
                new(
                    PageLimit.Name, $"Entries on a page. Default: {DefaultLimit}.",
                    Schemas.WholeNumber(1, PageLimit.Max)),
                new(Cursor.Name, "From a link to another page.", Schemas.Text))
            .Refuses(400, 404, 503)
            .ResponseHeader("Link", "Other pages: `rel` is `next` (older), `prev` or `first`.", 200)
            .FailsWith(KnownProblems.ServiceUnavailable.Error);

    private static async Task<Results<Ok<IReadOnlyList<HistoryEntry>>, Problem>> ReadHistory(
        long id, HttpContext context, UserHistory history, CursorKey secret, PageLinks links,
        CancellationToken cancellationToken)
    {
        var query = context.Request.Query;
        var values = new QueryValues(query);
        var limit = values.Read(PageLimit.Name, PageLimit.Parse, PageLimit.Invalid) ?? DefaultLimit;
        var list = $"history of {id}";
        var from = query.TryGetValue(Cursor.Name, out var cursor)
            ? Cursor.Read(cursor.ToString(), list, await secret.GetAsync(cancellationToken))
            : null;
        if (values.Problem is not null || (cursor.Count > 0 && from is null))
        {
            return values.Problem ?? Cursor.Invalid;
        }

        if (await history.ReadAsync(id, limit, from, cancellationToken) is not { } page)
        {
            return KnownProblems.NotFound;
        }

        context.Response.Headers.Link = await links.ToAsync(
            ListAddress.Of(context.Request), list, isFirst: from is null, page.Next, page.Previous, cancellationToken);
        return TypedResults.Ok(page.Entries);
    }
}
