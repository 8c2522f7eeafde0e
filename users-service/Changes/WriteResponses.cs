using System.Globalization;
using System.Text.Json;
using Platform.Problems;
using UsersService.Api;
using UsersService.Conditions;
using UsersService.Idempotency;
using UsersService.Patches;
using UsersService.Users;

namespace UsersService.Changes;

internal static class WriteResponses
{
    private static readonly WriteResponse NoContent = new(StatusCodes.Status204NoContent);

    public static Func<WriteResult, WriteResponse> ToChange(
        HttpContext context, UserInput input, JsonPatch patch, Precondition precondition) => result =>
    {
        if (result is { Status: WriteStatus.Changed, User: { } changed })
        {
            return Ok(changed);
        }

        if (result.User is not { } user)
        {
            return WithoutUser(result, context);
        }

        var unmet = patch.ProblemWith(user);
        var problem =
            input.CreatedAt is { } createdAt && createdAt != user.CreatedAt ? UserProblems.CreatedAtIsReadOnly
            : unmet is null && input.Holds(user) && !precondition.Excludes(user) ? null
            : precondition.Admits(user) && unmet is not null ? unmet
            : UserProblems.PreconditionFailed;
        return problem is null ? Ok(user)
            : Of(problem, context, problem == UserProblems.PreconditionFailed ? user : null);
    };

    public static Func<WriteResult, WriteResponse> ToDelete(HttpContext context) => result => result switch
    {
        { Status: WriteStatus.Changed } => NoContent,
        { User: { } user } => Of(UserProblems.PreconditionFailed, context, user),
        _ => WithoutUser(result, context),
    };

    public static Func<WriteResult, WriteResponse> ToRestore(HttpContext context) => result => result switch
    {
        { Status: WriteStatus.Changed, User: { } user } => Ok(user),
        { User: { DeletedAt: null } user } => Of(UserProblems.NotDeleted, context, user),
        { User: { } user } => Of(UserProblems.PreconditionFailed, context, user),
        _ => WithoutUser(result, context),
    };

    public static Func<WriteResult, WriteResponse> ToErase(HttpContext context) => result => result switch
    {
        { IsErased: true } => NoContent,
        { User: { } user } => Of(UserProblems.PreconditionFailed, context, user),
        _ => WithoutUser(result, context),
    };

    public static WriteResponse Of(Problem problem, HttpContext context, User? user = null) =>
        new(problem.Status, problem.ToJson(context.TraceIdentifier), user is null ? null : EntityTag.Of(user));

    private static WriteResponse Ok(User user) => new(StatusCodes.Status200OK, Json(user), EntityTag.Of(user));

    public static WriteResponse Created(User user) => new(
        StatusCodes.Status201Created, Json(user), EntityTag.Of(user),
        string.Create(CultureInfo.InvariantCulture, $"{UserPaths.All}/{user.Id}"));

    private static WriteResponse WithoutUser(WriteResult result, HttpContext context) => Of(
        result.Status == WriteStatus.EmailTaken ? UserProblems.EmailExists : KnownProblems.NotFound, context);

    private static string Json(User user) => JsonSerializer.Serialize(user, UserJson.Readable.User);
}
