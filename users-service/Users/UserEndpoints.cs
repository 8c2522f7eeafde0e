using Platform.Problems;
using UsersService.Changes;
using UsersService.Conditions;
using UsersService.Description;
using UsersService.Erasure;
using UsersService.Freshness;
using UsersService.History;
using UsersService.Listing;
using UsersService.Replica;

namespace UsersService.Users;

internal static class UserEndpoints
{
    public const string Path = "/api/users";
    public const string OneUser = $"{Path}/{{id:{UserIdConstraint.Name}}}";

    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("").WithTags("Users")
            .AddEndpointFilter(LastWrites.Follow).AddEndpointFilter(QueryParameters.OnlyKnownOnce).DescribeLastWrites();

        users.MapList();
        users.MapChanges();
        users.MapHistory();
        users.MapExport();
        users.MapGet(OneUser, GetUser)
            .WithMetadata(new QueryParameters(ListQuery.View))
            .FailsToReadWith(KnownProblems.ServiceUnavailable.Error)
            .DescribeGet();
    }

    private static async Task<IResult> GetUser(
        long id, HttpContext context, UserReads reads, FreshnessMeter freshness, CancellationToken cancellationToken)
    {
        var known = EntityTag.ReadIfNoneMatch(context.Request, out var problem);
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
        return known.Matches(user) ? TypedResults.StatusCode(StatusCodes.Status304NotModified)
            : isFull ? TypedResults.Ok(FullUser.Of(user))
            : TypedResults.Ok(user);
    }
}
