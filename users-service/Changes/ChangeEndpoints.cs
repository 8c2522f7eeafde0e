using Platform.Problems;
using UsersService.Bodies;
using UsersService.Conditions;
using UsersService.Description;
using UsersService.History;
using UsersService.Patches;
using UsersService.Users;

namespace UsersService.Changes;

internal static class ChangeEndpoints
{
    private static readonly string[] Documents = [JsonBody.Json];
    private static readonly string[] Patches = [JsonBody.MergePatch, JsonBody.JsonPatch, JsonBody.Json];

    public static void MapChanges(this RouteGroupBuilder users)
    {
        var failure = KnownProblems.ServiceUnavailable.Error;
        users.MapPost(UserEndpoints.Path, CreateUser).FailsWith(UserProblems.FailedToCreate).DescribeCreate();
        users.MapPut(UserEndpoints.OneUser, ReplaceUser).FailsWith(failure).DescribeReplace();
        users.MapPatch(UserEndpoints.OneUser, PatchUser).FailsWith(failure).DescribePatch();
        users.MapDelete(UserEndpoints.OneUser, DeleteUser).FailsWith(failure).DescribeDelete();
        users.MapPost($"{UserEndpoints.OneUser}/restore", RestoreUser).FailsWith(failure).DescribeRestore();
        users.MapPost($"{UserEndpoints.OneUser}/erase", EraseUser).FailsWith(failure).DescribeErase();
    }

    private static async Task<IResult> CreateUser(
        HttpContext context, Writes writes, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadAsync(context.Request, Documents, cancellationToken);
        if (body.Problem is not null)
        {
            return body.Problem;
        }

        var (wanted, problem) = UserFields.ForNew(body.Members);
        if (problem is not null)
        {
            return problem;
        }

        var statement = UserStatements.Add(wanted.Name!, wanted.Email!, Author.Of(context));
        var write = new Write(statement, Answers.ToCreate(context)) { Body = body.Bytes };
        return await writes.AnswerAsync(context, write, cancellationToken);
    }

    private static Task<IResult> ReplaceUser(
        long id, HttpContext context, Writes writes, UsersSettings settings, CancellationToken cancellationToken) =>
        ChangeAsync(id, context, writes, settings, Documents, allRequired: true, cancellationToken);

    private static Task<IResult> PatchUser(
        long id, HttpContext context, Writes writes, UsersSettings settings, CancellationToken cancellationToken) =>
        ChangeAsync(id, context, writes, settings, Patches, allRequired: false, cancellationToken);

    private static async Task<IResult> ChangeAsync(
        long id, HttpContext context, Writes writes, UsersSettings settings, string[] mediaTypes, bool allRequired,
        CancellationToken cancellationToken)
    {
        var precondition = Precondition.Read(context.Request, id, settings.RequireIfMatch, out var problem);
        if (problem is not null)
        {
            return problem;
        }

        var body = await JsonBody.ReadAsync(context.Request, mediaTypes, cancellationToken);
        var patch = body.IsPatch ? JsonPatch.Read(body.Bytes) : JsonPatch.Of(body);
        if (patch.Problem is not null)
        {
            return Refused(context, patch.Problem);
        }

        (var wanted, problem) = UserFields.ForStored(id, patch.Members, allRequired);
        var statement = UserStatements.Change(id, wanted, patch, precondition.Versions, Author.Of(context));
        var write = new Write(statement, Answers.ToChange(context, wanted, patch, precondition))
        {
            Id = id,
            Precondition = precondition,
            Body = body.Bytes,
        };
        return problem ?? await writes.AnswerAsync(context, write, cancellationToken);
    }

    private static Problem Refused(HttpContext context, Problem problem)
    {
        if (problem.Status == StatusCodes.Status415UnsupportedMediaType && HttpMethods.IsPatch(context.Request.Method))
        {
            context.Response.Headers["Accept-Patch"] = string.Join(", ", Patches);
        }

        return problem;
    }

    private static Task<IResult> DeleteUser(
        long id, HttpContext context, Writes writes, UsersSettings settings, CancellationToken cancellationToken) =>
        WithoutBodyAsync(
            id, context, writes, settings.RequireIfMatch,
            versions => UserStatements.Remove(id, versions, settings.PurgeAfter, Author.Of(context)),
            Answers.ToDelete(context), cancellationToken);

    private static Task<IResult> RestoreUser(
        long id, HttpContext context, Writes writes, UsersSettings settings, CancellationToken cancellationToken) =>
        WithoutBodyAsync(
            id, context, writes, settings.RequireIfMatch,
            versions => UserStatements.Restore(id, versions, Author.Of(context)),
            Answers.ToRestore(context), cancellationToken);

    // Never needs a condition: whoever must erase a user must be able to, whatever it has become.
    private static Task<IResult> EraseUser(
        long id, HttpContext context, Writes writes, CancellationToken cancellationToken) =>
        WithoutBodyAsync(
            id, context, writes, needsCondition: false,
            versions => UserStatements.Erase(id, versions, Author.Of(context)),
            Answers.ToErase(context), cancellationToken);

    private static async Task<IResult> WithoutBodyAsync(
        long id, HttpContext context, Writes writes, bool needsCondition, Func<int[]?, Statement> statement,
        Func<Change, Reply> answer, CancellationToken cancellationToken)
    {
        var precondition = Precondition.Read(context.Request, id, needsCondition, out var problem);
        var write = new Write(statement(precondition.Versions), answer) { Id = id, Precondition = precondition };
        return problem ?? await writes.AnswerAsync(context, write, cancellationToken);
    }
}
