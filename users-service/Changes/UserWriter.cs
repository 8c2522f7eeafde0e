using Dapper;
using Npgsql;
using Platform.Problems;
using UsersService.Api;
using UsersService.Bodies;
using UsersService.Cache;
using UsersService.Conditions;
using UsersService.Database;
using UsersService.Idempotency;
using UsersService.Users;

namespace UsersService.Changes;

/// <summary>A change of a user.</summary>
internal sealed record UserWrite(
    long Id, Precondition Precondition, Statement Statement, Func<WriteResult, WriteResponse> Response)
{
    public byte[]? Body { get; init; }
}

/// <summary>Executes a write; with an Idempotency-Key, in one transaction that also stores the response.</summary>
internal sealed class UserWriter(
    UsersDatabase database, UserCreation creation, IdempotencyStore kept, UserCache cache, SignUps signUps)
{
    public async Task<Response> CreateAsync(
        HttpContext context, UserInput input, byte[] body, CancellationToken cancellationToken)
    {
        var key = IdempotencyKey.Read(context.Request, out var problem);
        if (problem is not null)
        {
            return problem;
        }

        var use = key is null ? null : await UseAsync(context, key, body, cancellationToken);
        var (claim, user) = await creation.ExecuteAsync(
            new(input, Author.Of(context)) { Key = use, EmailTaken = use is null ? null : Taken().Body },
            cancellationToken);
        if (use is not null && claim.Kept is { } before)
        {
            return before.AnswerTo(use);
        }

        if (!claim.IsFree)
        {
            return IdempotencyProblems.InProgress;
        }

        if (user is null)
        {
            return Taken();
        }

        cache.Remember(user.Id, user);
        signUps.Count(context);
        return WriteResponses.Created(user);

        WriteResponse Taken() => WriteResponses.Of(UserProblems.EmailExists, context);
    }

    public async Task<Response> AnswerAsync(
        HttpContext context, UserWrite write, CancellationToken cancellationToken)
    {
        var key = IdempotencyKey.Read(context.Request, out var problem);
        return problem is not null ? problem
            : write.Precondition.IsMissing ? await AskForPreconditionAsync(context, write, cancellationToken)
            : key is null ? await DoAsync(context, write, cancellationToken)
            : await DoOnceAsync(context, write, key, cancellationToken);
    }

    private async Task<Response> AskForPreconditionAsync(
        HttpContext context, UserWrite write, CancellationToken cancellationToken) =>
        await TryAsync(() => StatementAsync(write, cancellationToken)) is { User: { } user }
            ? WriteResponses.Of(UserProblems.PreconditionRequired, context, user)
            : KnownProblems.NotFound;

    private async Task<Response> DoAsync(
        HttpContext context, UserWrite write, CancellationToken cancellationToken)
    {
        var result = await TryAsync(() => StatementAsync(write, cancellationToken));
        Remember(write, result);
        return write.Response(result);
    }

    private async Task<Response> DoOnceAsync(
        HttpContext context, UserWrite write, string key, CancellationToken cancellationToken)
    {
        var body = write.Body ?? await JsonBody.BytesAsync(context.Request.BodyReader, cancellationToken);
        var use = await UseAsync(context, key, body, cancellationToken);
        var (response, result) = await database.TransactionAsync(
            (connection, token) => DoOnceAsync(connection, use, write, token), cancellationToken);
        if (result is { } made)
        {
            Remember(write, made);
        }

        return response;
    }

    private Task<KeyUse> UseAsync(
        HttpContext context, string key, byte[] body, CancellationToken cancellationToken) => kept.UseAsync(
            Client.Of(context), key, IdempotencyKey.FingerprintOf(context.Request, body), cancellationToken);

    private async Task<(Response Response, WriteResult? Result)> DoOnceAsync(
        NpgsqlConnection connection, KeyUse use, UserWrite write, CancellationToken cancellationToken)
    {
        var claim = await kept.ClaimAsync(connection, use, cancellationToken);
        if (claim.Kept is { } before)
        {
            return (before.AnswerTo(use), null);
        }

        if (!claim.IsFree)
        {
            return (IdempotencyProblems.InProgress, null);
        }

        var result = await TryAsync(() => StatementAsync(connection, write, cancellationToken));
        var response = write.Response(result);
        await IdempotencyStore.KeepAsync(connection, use, response, write.Id, cancellationToken);
        return (response, result);
    }

    private Task<WriteResult.Row?> StatementAsync(UserWrite write, CancellationToken cancellationToken) =>
        database.WriteOneAsync<WriteResult.Row>(
            write.Statement.Sql, write.Statement.Parameters, cancellationToken).AsTask();

    private static async Task<WriteResult.Row?> StatementAsync(
        NpgsqlConnection connection, UserWrite write, CancellationToken cancellationToken)
    {
        var statement = new CommandDefinition(
            write.Statement.Sql, write.Statement.Parameters, cancellationToken: cancellationToken);
        try
        {
            return await connection.QuerySingleOrDefaultAsync<WriteResult.Row>(statement);
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            await IdempotencyStore.UndoAsync(connection, cancellationToken);
            throw;
        }
    }

    private static async Task<WriteResult> TryAsync(Func<Task<WriteResult.Row?>> write)
    {
        try
        {
            return WriteResult.Of(await write());
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return new(WriteStatus.EmailTaken, null);
        }
    }

    private void Remember(UserWrite write, WriteResult result)
    {
        if (result.User is { DeletedAt: null } user)
        {
            cache.Remember(user.Id, user);
        }
        else if (result.Status != WriteStatus.EmailTaken)
        {
            cache.Remember(write.Id, null);
        }
    }
}
