using Microsoft.AspNetCore.Http.Metadata;
using Platform.Problems;
using UsersService.Api;
using UsersService.Bodies;
using UsersService.Conditions;
using UsersService.Idempotency;
using UsersService.OpenApi;
using UsersService.Patches;
using UsersService.Users;

namespace UsersService.Changes;

internal static class ChangeEndpoints
{
    private const string Unchanged =
        "A change to what the user already is changes nothing. `id` and `created_at` may be repeated unchanged.";

    private static readonly string[] Documents = [JsonBody.Json];
    private static readonly string[] Patches = [JsonBody.MergePatch, JsonBody.JsonPatch, JsonBody.Json];

    public static void MapChanges(this RouteGroupBuilder users)
    {
        users.MapPost(UserPaths.All, CreateUser)
            .WithName("createUser").WithSummary("Create a user")
            .Body(UserBodies.New, JsonBody.Json).OnlyJson().Produces<User>(201)
            .WritesUsers(UserProblems.FailedToCreate, 201, 409)
            .Refuses(415)
            .ResponseHeader("Location", "The new user's address.", 201).ReturnsTag(201);
        users.MapPut(UserPaths.One, ReplaceUser)
            .WithName("replaceUser").WithSummary("Replace a user's name and email").WithDescription(Unchanged)
            .Body(UserBodies.New, JsonBody.Json).OnlyJson().Produces<User>()
            .ChangeConditions()
            .WritesUsers(Unavailable, 200, 400, 404, 409, 412, 422)
            .Refuses(404, 415).ReturnsTag(200);
        users.MapPatch(UserPaths.One, PatchUser)
            .WithName("patchUser").WithSummary("Change a user's name, email or both").WithDescription(Unchanged)
            .Body(UserBodies.MergePatch, JsonBody.MergePatch, JsonBody.Json)
            .Body(UserBodies.JsonPatch, JsonBody.JsonPatch).Produces<User>()
            .ChangeConditions()
            .WritesUsers(Unavailable, 200, 400, 404, 409, 412, 422)
            .Refuses(404, 415).ReturnsTag(200)
            .ResponseHeader("Accept-Patch", "The media types that are accepted.", 415);
        users.MapDelete(UserPaths.One, DeleteUser)
            .WithName("deleteUser").WithSummary("Delete a user")
            .WithDescription("The email is free again at once. The user can be restored until `purge_at`.")
            .Produces(204)
            .ChangeConditions()
            .WritesUsers(Unavailable, 204, 404, 412)
            .Refuses(404);
        users.MapPost($"{UserPaths.One}/restore", RestoreUser)
            .WithName("restoreUser").WithSummary("Restore a deleted user")
            .WithDescription("409 if another user has the email by now, or if the user is not deleted.")
            .Produces<User>()
            .ChangeConditions()
            .WritesUsers(Unavailable, 200, 404, 409, 412)
            .Refuses(404).ReturnsTag(200, 409);
        users.MapPost($"{UserPaths.One}/erase", EraseUser)
            .WithName("eraseUser").WithSummary("Erase a user's personal data")
            .WithDescription(
                "Irreversible: removes name and email from the user, its history and stored responses. What remains is "
                + "the fact that the user existed. Erasing a second time changes nothing.")
            .Body(UserBodies.Empty, JsonBody.Json).OnlyJson().Produces(204)
            .IfMatch()
            .WritesUsers(Unavailable, 204, 404, 412)
            .Refuses(404, 415);
    }

    /// <summary>Any other media type is a 415 that never reaches the handler.</summary>
    private static RouteHandlerBuilder OnlyJson(this RouteHandlerBuilder route) =>
        route.WithMetadata(new AcceptsMetadata([JsonBody.Json], typeof(object)));

    private static string Unavailable => KnownProblems.ServiceUnavailable.Error;

    private static RouteHandlerBuilder WritesUsers(this RouteHandlerBuilder route, string error, params int[] kept) =>
        route.Idempotent(kept).Refuses(400, 503).FailsWith(error);

    private static async Task<Response> CreateUser(
        HttpContext context, UserWriter writer, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadAsync(context.Request, Documents, cancellationToken);
        if (body.Problem is not null)
        {
            return body.Problem;
        }

        var (input, problem) = UserInput.ForNew(body.Members);
        if (problem is not null)
        {
            return problem;
        }

        return await writer.CreateAsync(context, input, body.Bytes, cancellationToken);
    }

    private static Task<Response> ReplaceUser(
        long id, HttpContext context, UserWriter writer, UsersSettings settings, CancellationToken cancellationToken) =>
        ChangeAsync(id, context, writer, settings, Documents, allRequired: true, cancellationToken);

    private static Task<Response> PatchUser(
        long id, HttpContext context, UserWriter writer, UsersSettings settings, CancellationToken cancellationToken) =>
        ChangeAsync(id, context, writer, settings, Patches, allRequired: false, cancellationToken);

    private static async Task<Response> ChangeAsync(
        long id, HttpContext context, UserWriter writer, UsersSettings settings, string[] mediaTypes, bool allRequired,
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

        (var input, problem) = UserInput.ForStored(id, patch.Members, allRequired);
        if (problem is not null)
        {
            return problem;
        }

        var statement = UserStatements.Change(id, input, patch, precondition, Author.Of(context));
        var response = WriteResponses.ToChange(context, input, patch, precondition);
        var write = new UserWrite(id, precondition, statement, response) { Body = body.Bytes };
        return await writer.AnswerAsync(context, write, cancellationToken);
    }

    private static Problem Refused(HttpContext context, Problem problem)
    {
        if (problem.Status == StatusCodes.Status415UnsupportedMediaType && HttpMethods.IsPatch(context.Request.Method))
        {
            context.Response.Headers["Accept-Patch"] = string.Join(", ", Patches);
        }

        return problem;
    }

    private static Task<Response> DeleteUser(
        long id, HttpContext context, UserWriter writer, UsersSettings settings, CancellationToken cancellationToken) =>
        WithoutBodyAsync(
            id, context, writer, settings.RequireIfMatch,
            condition => UserStatements.Remove(id, condition, settings.PurgeAfter, Author.Of(context)),
            WriteResponses.ToDelete(context), cancellationToken);

    private static Task<Response> RestoreUser(
        long id, HttpContext context, UserWriter writer, UsersSettings settings, CancellationToken cancellationToken) =>
        WithoutBodyAsync(
            id, context, writer, settings.RequireIfMatch,
            condition => UserStatements.Restore(id, condition, Author.Of(context)),
            WriteResponses.ToRestore(context), cancellationToken);

    // It needs a JSON body, which no form of another site can send, because it cannot be undone.
    // Erasing never needs a condition: it must be possible whatever the user has become.
    private static async Task<Response> EraseUser(
        long id, HttpContext context, UserWriter writer, CancellationToken cancellationToken)
    {
        var body = await JsonBody.ReadAsync(context.Request, Documents, cancellationToken);
        return (body.Problem ?? UserInput.ForErasure(body.Members)) is { } problem
            ? problem
            : await WithoutBodyAsync(
                id, context, writer, needsCondition: false,
                condition => UserStatements.Erase(id, condition.Versions, Author.Of(context)),
                WriteResponses.ToErase(context), cancellationToken);
    }

    private static async Task<Response> WithoutBodyAsync(
        long id, HttpContext context, UserWriter writer, bool needsCondition, Func<Precondition, Statement> statement,
        Func<WriteResult, WriteResponse> response, CancellationToken cancellationToken)
    {
        var precondition = Precondition.Read(context.Request, id, needsCondition, out var problem);
        if (problem is not null)
        {
            return problem;
        }

        var write = new UserWrite(id, precondition, statement(precondition), response);
        return await writer.AnswerAsync(context, write, cancellationToken);
    }
}
