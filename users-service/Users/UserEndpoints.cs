using Platform.Problems;
using UsersService.Bodies;
using UsersService.Conditions;
using UsersService.Description;
using UsersService.Freshness;
using UsersService.Listing;

namespace UsersService.Users;

internal static class UserEndpoints
{
    private const string Path = "/api/users";
    private const string OneUser = $"{Path}/{{id:{UserIdConstraint.Name}}}";

    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        var users = routes.MapGroup("").WithTags("Users").AddEndpointFilter(QueryParameters.OnlyKnownOnce);

        users.MapGet(Path, ListUsers)
            .WithMetadata(new QueryParameters(ListQuery.Limit, ListQuery.Cursor))
            .FailsToReadWith(UserProblems.FailedToFetch)
            .DescribeList();
        users.MapPost(Path, CreateUser).FailsWith(UserProblems.FailedToCreate).DescribeCreate();
        users.MapGet(OneUser, GetUser).FailsToReadWith(KnownProblems.ServiceUnavailable.Error).DescribeGet();
        users.MapPut(OneUser, ReplaceUser).FailsWith(KnownProblems.ServiceUnavailable.Error).DescribeReplace();
        users.MapPatch(OneUser, PatchUser).FailsWith(KnownProblems.ServiceUnavailable.Error).DescribePatch();
        users.MapDelete(OneUser, DeleteUser).FailsWith(KnownProblems.ServiceUnavailable.Error).DescribeDelete();
    }

    private static async Task<IResult> ListUsers(
        HttpContext context, ListQuery query, UserReads reads, FreshnessMeter freshness,
        CancellationToken cancellationToken)
    {
        var (request, problem) = await query.ReadAsync(context.Request.Query, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        var page = await reads.ListAsync(request, cancellationToken);
        if (page.Value.Next is { } next)
        {
            await query.LinkAsync(context, next, cancellationToken);
        }

        freshness.Answer(context, page.Age);
        return TypedResults.Ok(page.Value.Users);
    }

    private static async Task<IResult> CreateUser(
        HttpContext context, UserStore store, Memory memory, SignUps signUps, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadAsync(context.Request, [JsonBody.Json], cancellationToken);
        if (body.Problem is not null)
        {
            return body.Problem;
        }

        var (wanted, problem) = UserFields.ForNew(body.Members);
        if (problem is not null)
        {
            return problem;
        }

        if (await store.AddAsync(wanted.Name!, wanted.Email!, cancellationToken) is not { } user)
        {
            return UserProblems.EmailExists;
        }

        memory.Remember(user.Id, user);
        signUps.Count(context);
        context.Response.Headers.ETag = EntityTag.Of(user);
        return TypedResults.Created($"{Path}/{user.Id}", user);
    }

    private static async Task<IResult> GetUser(
        long id, HttpContext context, UserReads reads, FreshnessMeter freshness, CancellationToken cancellationToken)
    {
        var known = EntityTag.ReadIfNoneMatch(context.Request, out var problem);
        if (problem is not null)
        {
            return problem;
        }

        var read = await reads.FindAsync(id, cancellationToken);
        freshness.Answer(context, read.Age);
        if (read.Value is not { } user)
        {
            return KnownProblems.NotFound;
        }

        context.Response.Headers.ETag = EntityTag.Of(user);
        context.Response.GetTypedHeaders().LastModified = user.UpdatedAt;
        return known.Matches(user) ? TypedResults.StatusCode(StatusCodes.Status304NotModified) : TypedResults.Ok(user);
    }

    private static Task<IResult> ReplaceUser(
        long id, HttpContext context, UserStore store, Memory memory, CancellationToken cancellationToken) =>
        ChangeAsync(id, context, store, memory, [JsonBody.Json], allRequired: true, cancellationToken);

    private static Task<IResult> PatchUser(
        long id, HttpContext context, UserStore store, Memory memory, CancellationToken cancellationToken) =>
        ChangeAsync(
            id, context, store, memory, [JsonBody.MergePatch, JsonBody.Json], allRequired: false, cancellationToken);

    private static async Task<IResult> ChangeAsync(
        long id, HttpContext context, UserStore store, Memory memory, string[] mediaTypes, bool allRequired,
        CancellationToken cancellationToken)
    {
        var versions = EntityTag.ReadIfMatch(context.Request, id, out var problem);
        if (problem is not null)
        {
            return problem;
        }

        var body = await JsonBody.ReadAsync(context.Request, mediaTypes, cancellationToken);
        if (body.Problem is not null)
        {
            return body.Problem;
        }

        (var wanted, problem) = UserFields.ForStored(id, body.Members, allRequired);
        return problem
            ?? Answer(context, memory, wanted, await store.ChangeAsync(id, wanted, versions, cancellationToken));
    }

    private static IResult Answer(HttpContext context, Memory memory, WantedUser wanted, Change change)
    {
        if (change.User is not { } user)
        {
            return change.Result == ChangeResult.EmailTaken ? UserProblems.EmailExists : KnownProblems.NotFound;
        }

        memory.Remember(user.Id, user);
        context.Response.Headers.ETag = EntityTag.Of(user);
        return wanted.CreatedAt is { } createdAt && createdAt != user.CreatedAt ? UserProblems.CreatedAtIsReadOnly
            : wanted.Holds(user) ? TypedResults.Ok(user)
            : UserProblems.PreconditionFailed;
    }

    private static async Task<IResult> DeleteUser(
        long id, HttpContext context, UserStore store, Memory memory, CancellationToken cancellationToken)
    {
        var versions = EntityTag.ReadIfMatch(context.Request, id, out var problem);
        if (problem is not null)
        {
            return problem;
        }

        var change = await store.RemoveAsync(id, versions, cancellationToken);
        if (change is { Result: ChangeResult.Unchanged, User: { } user })
        {
            context.Response.Headers.ETag = EntityTag.Of(user);
            return UserProblems.PreconditionFailed;
        }

        memory.Remember(id, null);
        return change.Result == ChangeResult.Changed ? TypedResults.NoContent() : KnownProblems.NotFound;
    }
}
