using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Platform.Problems;
using UsersService.Api;
using UsersService.Conditions;
using UsersService.Listing;
using UsersService.OpenApi;
using UsersService.Paging;
using UsersService.Users;
using ListResult = Microsoft.AspNetCore.Http.HttpResults.Results<
    Microsoft.AspNetCore.Http.HttpResults.Ok<System.Collections.Generic.IReadOnlyList<UsersService.Users.User>>,
    Microsoft.AspNetCore.Http.HttpResults.Ok<System.Collections.Generic.IReadOnlyList<UsersService.Users.FullUser>>,
    Microsoft.AspNetCore.Http.HttpResults.StatusCodeHttpResult,
    Platform.Problems.Problem>;

namespace UsersService.Reads;

internal static class ListEndpoints
{
    public static void MapList(this RouteGroupBuilder users) =>
        users.MapGet(UserPaths.All, ListUsers)
            .WithName("listUsers").WithSummary("List, search, filter and sort users")
            .WithDescription(
                "By default, active users, newest first. Parameters combine freely. The header Link leads through the "
                + "pages; a user who is there throughout appears exactly once, whatever changes meanwhile.")
            .Produces<IReadOnlyList<User>>().OrProduces<IReadOnlyList<FullUser>>()
            .Query(ListParameters.All)
            .IfNoneMatch("page")
            .Refuses(400)
            .ResponseHeader("Link", "Other pages: `rel` is `next`, `prev` or `first`.", 200, 304)
            .ResponseHeader("ETag", "A weak tag of what the page shows.", 200, 304)
            .ResponseHeader("X-Total-Count", "Users on all pages, if `count` asked for it.", 200, 304)
            .ResponseHeader("X-Total-Count-Capped", "`true` if there are more than that.", 200, 304)
            .ResponseHeader(
                "X-Result-Truncated", "`true` if there are more users and the request had no `limit`.", 200, 304)
            .ReadsUsers(UserProblems.FailedToFetch, 200, 304);

    public static void MapStats(this RouteGroupBuilder users) =>
        users.MapGet($"{UserPaths.All}/stats", CountUsers)
            .WithName("countUsers").WithSummary("Count users, and sign-ups of the last 30 days")
            .Refuses(400)
            .ReadsUsers(UserProblems.FailedToFetch, 200);

    private static async Task<ListResult> ListUsers(
        HttpContext context, ListQuery query, PageLinks links, UserReads reads, FreshnessMeter freshness,
        CancellationToken cancellationToken)
    {
        var errors = new ValidationErrors();
        var known = EntityTag.Read(HeaderNames.IfNoneMatch, context.Request.Headers.IfNoneMatch, errors) ?? [];
        if (errors.ToProblem(KnownProblems.InvalidHeaders) is { } invalid)
        {
            return invalid;
        }

        var (request, problem) = await query.ReadAsync(context.Request.Query, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        var page = await reads.ListAsync(context, request, cancellationToken);
        freshness.Answer(context, page);
        await links.WriteAsync(
            context, ListQuery.ListOf(request), isFirst: request.From is null, page.Value.Next, page.Value.Previous,
            cancellationToken);
        return Answer(context, page.Value, known);
    }

    private static ListResult Answer(HttpContext context, UserPage page, IList<EntityTagHeaderValue> known)
    {
        var headers = context.Response.Headers;
        if (page.Next is not null && !context.Request.Query.ContainsKey(PageLimit.Name))
        {
            headers["X-Result-Truncated"] = "true";
        }

        if (page.Total is { } total)
        {
            headers["X-Total-Count"] = total.Count.ToString(CultureInfo.InvariantCulture);
            headers["X-Total-Count-Capped"] = total.IsCapped ? "true" : default(StringValues);
        }

        var isFull = context.Request.Query.ContainsKey(ListQuery.View);
        var tag = PageTag.Of(page, isFull);
        headers.ETag = tag.ToString();
        return known.Matches(tag) ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : isFull ? TypedResults.Ok<IReadOnlyList<FullUser>>([.. page.Users.Select(FullUser.Of)])
            : TypedResults.Ok(page.Users);
    }

    private static async Task<Ok<UserStats>> CountUsers(
        HttpContext context, UserReads reads, FreshnessMeter freshness, CancellationToken cancellationToken)
    {
        var stats = await reads.CountAsync(context, cancellationToken);
        freshness.Answer(context, stats);
        return TypedResults.Ok(stats.Value);
    }
}
