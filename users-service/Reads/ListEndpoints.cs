using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Platform.Problems;
using UsersService.Api;
using UsersService.Conditions;
using UsersService.Listing;
using UsersService.OpenApi;
using UsersService.Users;
using ListResult = Microsoft.AspNetCore.Http.HttpResults.Results<
    UsersService.Reads.ReadyJson,
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
        HttpContext context, ListQuery query, UserPages pages, FreshnessMeter freshness,
        CancellationToken cancellationToken)
    {
        var errors = new ValidationErrors();
        var known = EntityTag.Read(HeaderNames.IfNoneMatch, context.Request.Headers.IfNoneMatch, errors);
        if (errors.ToProblem(KnownProblems.InvalidHeaders) is { } invalid)
        {
            return invalid;
        }

        var answer = pages.Remembered(context);
        if (answer is null)
        {
            var (request, problem) = await query.ReadAsync(context.Request.Query, cancellationToken);
            if (problem is not null)
            {
                return problem;
            }

            answer = pages.ReadAsync(context, request);
        }

        var page = await answer.WaitAsync(cancellationToken);
        freshness.Answer(context, page);
        page.Value.WriteHeaders(context.Response.Headers);
        return known?.Matches(page.Value.Tag) is true
            ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : page.Value.Json;
    }

    private static async Task<Ok<UserStats>> CountUsers(
        HttpContext context, UserReads reads, FreshnessMeter freshness, CancellationToken cancellationToken)
    {
        var stats = await reads.CountAsync(context, cancellationToken);
        freshness.Answer(context, stats);
        return TypedResults.Ok(stats.Value);
    }
}
