using Microsoft.AspNetCore.Http.HttpResults;
using Platform.Problems;
using UsersService.Api;
using UsersService.Conditions;
using UsersService.Listing;
using UsersService.OpenApi;
using UsersService.Users;

namespace UsersService.Reads;

internal static class GetEndpoint
{
    public static void MapUser(this RouteGroupBuilder users) =>
        users.MapGet(UserPaths.One, GetUser)
            .WithName("getUser").WithSummary("Get a user")
            .Produces<User>().OrProduces<FullUser>()
            .Query(ListParameters.View)
            .ReadConditions()
            .Refuses(400, 404)
            .ResponseHeader("Last-Modified", "When the user last changed.", 200, 304, 412)
            .ReturnsTag(200, 304)
            .ReadsUsers(KnownProblems.ServiceUnavailable.Error, 200, 304, 404, 412);

    private static async Task<Results<Ok<User>, Ok<FullUser>, StatusCodeHttpResult, Problem>> GetUser(
        long id, HttpContext context, UserReads reads, FreshnessMeter freshness, CancellationToken cancellationToken)
    {
        var condition = Precondition.Read(context.Request, id, isRequired: false, out var problem);
        var values = new QueryValues(context.Request.Query);
        var isFull = values.Read(ListQuery.View, ListQuery.ViewIn, ListQuery.InvalidView) is not null;
        if ((problem ?? values.Problem) is { } wrong)
        {
            return wrong;
        }

        var read = await reads.FindAsync(context, id, cancellationToken);
        freshness.Answer(context, read);
        if (read.Value is not { } user)
        {
            return KnownProblems.NotFound;
        }

        context.Response.Headers.ETag = EntityTag.Of(user);
        context.Response.GetTypedHeaders().LastModified = user.UpdatedAt;
        return !condition.IsMetBy(user) ? UserProblems.PreconditionFailed
            : condition.Excludes(user) || condition.IsUnmodified(user)
                ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : isFull ? TypedResults.Ok(FullUser.Of(user))
            : TypedResults.Ok(user);
    }
}
