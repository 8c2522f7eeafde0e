using System.Globalization;
using System.Text.Json;
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

    private static async ValueTask<Results<ReadyJson, StatusCodeHttpResult, Problem>> GetUser(
        long id, HttpContext context, UserReads reads, FreshnessMeter freshness, CancellationToken cancellationToken)
    {
        var condition = Precondition.Read(context.Request, id, isRequired: false, out var problem);
        var (isFull, invalidView) = ReadView(context.Request);
        if ((problem ?? invalidView) is { } wrong)
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
        context.Response.Headers.LastModified = user.UpdatedAt.ToString("r", CultureInfo.InvariantCulture);
        return !condition.IsMetBy(user) ? UserProblems.PreconditionFailed
            : condition.Excludes(user) || condition.IsUnmodified(user)
                ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : new ReadyJson(isFull
                ? JsonSerializer.SerializeToUtf8Bytes(FullUser.Of(user), UserJson.Readable.FullUser)
                : JsonSerializer.SerializeToUtf8Bytes(user, UserJson.Readable.User));
    }

    private static (bool IsFull, Problem? Problem) ReadView(HttpRequest request)
    {
        if (!request.QueryString.HasValue)
        {
            return (false, null);
        }

        var values = new QueryValues(request.Query);
        var isFull = values.Read(ListQuery.View, ListQuery.ViewIn, ListQuery.InvalidView) is not null;
        return (isFull, values.Problem);
    }
}
