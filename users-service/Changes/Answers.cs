using Platform.Problems;
using UsersService.Conditions;
using UsersService.Patches;
using UsersService.Users;

namespace UsersService.Changes;

/// <summary>What is answered to what came of each kind of write.</summary>
internal static class Answers
{
    public static Func<Change, Reply> ToCreate(HttpContext context) => change =>
        change.User is { } user ? Reply.Created(user) : Reply.Of(UserProblems.EmailExists, context);

    public static Func<Change, Reply> ToChange(
        HttpContext context, WantedUser wanted, JsonPatch patch, Precondition precondition) => change =>
    {
        if (change is { Result: ChangeResult.Changed, User: { } changed })
        {
            return Reply.Ok(changed);
        }

        if (change.User is not { } user)
        {
            return WithoutUser(change, context);
        }

        var unmet = patch.ProblemWith(user);
        var problem =
            wanted.CreatedAt is { } createdAt && createdAt != user.CreatedAt ? UserProblems.CreatedAtIsReadOnly
            : unmet is null && wanted.Holds(user) ? null
            : precondition.Admits(user.Version) && unmet is not null ? unmet
            : UserProblems.PreconditionFailed;
        return problem is null ? Reply.Ok(user)
            : Reply.Of(problem, context, problem == UserProblems.PreconditionFailed ? user : null);
    };

    public static Func<Change, Reply> ToDelete(HttpContext context) => change => change switch
    {
        { Result: ChangeResult.Changed } => Reply.NoContent,
        { User: { } user } => Reply.Of(UserProblems.PreconditionFailed, context, user),
        _ => WithoutUser(change, context),
    };

    public static Func<Change, Reply> ToRestore(HttpContext context) => change => change switch
    {
        { Result: ChangeResult.Changed, User: { } user } => Reply.Ok(user),
        { User: { DeletedAt: null } user } => Reply.Of(UserProblems.NotDeleted, context, user),
        { User: { } user } => Reply.Of(UserProblems.PreconditionFailed, context, user),
        _ => WithoutUser(change, context),
    };

    public static Func<Change, Reply> ToErase(HttpContext context) => change => change switch
    {
        { IsErased: true } => Reply.NoContent,
        { User: { } user } => Reply.Of(UserProblems.PreconditionFailed, context, user),
        _ => WithoutUser(change, context),
    };

    private static Reply WithoutUser(Change change, HttpContext context) => Reply.Of(
        change.Result == ChangeResult.EmailTaken ? UserProblems.EmailExists : KnownProblems.NotFound, context);
}
