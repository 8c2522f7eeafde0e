using System.Globalization;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using UsersService.Conditions;
using UsersService.Description;
using UsersService.Freshness;
using UsersService.Users;

namespace UsersService.Listing;

internal static class ListEndpoints
{
    public static void MapList(this RouteGroupBuilder users)
    {
        users.MapGet(UserEndpoints.Path, ListUsers)
            .WithMetadata(new QueryParameters(ListQuery.Parameters))
            .FailsToReadWith(UserProblems.FailedToFetch)
            .DescribeList();
        users.MapGet($"{UserEndpoints.Path}/stats", CountUsers)
            .FailsToReadWith(UserProblems.FailedToFetch)
            .DescribeStats();
    }

    private static async Task<IResult> ListUsers(
        HttpContext context, ListQuery query, ListLinks links, UserReads reads, FreshnessMeter freshness,
        CancellationToken cancellationToken)
    {
        var known = EntityTag.ReadIfNoneMatch(context.Request, out var problem);
        if (problem is not null)
        {
            return problem;
        }

        (var request, problem) = await query.ReadAsync(context.Request.Query, cancellationToken);
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

    private static IResult Answer(HttpContext context, UserPage page, IList<EntityTagHeaderValue> known)
    {
        var headers = context.Response.Headers;
        if (page.Next is not null && !context.Request.Query.ContainsKey(ListQuery.Limit))
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

    private static async Task<IResult> CountUsers(
        HttpContext context, UserReads reads, FreshnessMeter freshness, CancellationToken cancellationToken)
    {
        var stats = await reads.CountAsync(context, cancellationToken);
        freshness.Answer(context, stats);
        return TypedResults.Ok(stats.Value);
    }
}
