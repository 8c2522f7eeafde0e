using Dapper;
using Npgsql;
using Platform.Problems;
using UsersService.Bodies;
using UsersService.Cache;
using UsersService.Conditions;
using UsersService.Database;
using UsersService.History;
using UsersService.Idempotency;
using UsersService.Users;

namespace UsersService.Changes;

/// <param name="Statement">What is done.</param>
/// <param name="Answer">What is answered to what came of it.</param>
internal sealed record Write(Statement Statement, Func<Change, Reply> Answer)
{
    /// <summary>What the client knows of the user.</summary>
    public Precondition Precondition { get; init; }

    /// <summary>The user's id when the request names one.</summary>
    public long? Id { get; init; }

    /// <summary>The body that was read; null when nobody has looked at it.</summary>
    public byte[]? Body { get; init; }
}

/// <summary>
/// Makes changes and answers: a change in one statement, or, when the request carries an Idempotency-Key, in one
/// transaction together with its answer.
/// </summary>
internal sealed class Writes(UsersDatabase database, KeptReplies kept, UserCache cache, SignUps signUps)
{
    public async Task<IResult> AnswerAsync(HttpContext context, Write write, CancellationToken cancellationToken)
    {
        var key = IdempotencyKey.Read(context.Request, out var problem);
        return problem is not null ? problem
            : write.Precondition.IsMissing ? await AskForPreconditionAsync(context, write, cancellationToken)
            : key is null ? await DoAsync(context, write, cancellationToken)
            : await DoOnceAsync(context, write, key, cancellationToken);
    }

    private async Task<IResult> AskForPreconditionAsync(
        HttpContext context, Write write, CancellationToken cancellationToken) =>
        await TryAsync(() => StatementAsync(write, cancellationToken)) is { User: { } user }
            ? Reply.Of(UserProblems.PreconditionRequired, context, user)
            : KnownProblems.NotFound;

    private async Task<IResult> DoAsync(HttpContext context, Write write, CancellationToken cancellationToken)
    {
        var change = await TryAsync(() => StatementAsync(write, cancellationToken));
        await RememberAsync(context, write, change);
        return write.Answer(change);
    }

    private async Task<IResult> DoOnceAsync(
        HttpContext context, Write write, string key, CancellationToken cancellationToken)
    {
        var body = write.Body ?? await JsonBody.BytesAsync(context.Request.BodyReader, cancellationToken);
        var use = new KeyUse(Author.Of(context).Actor, key, IdempotencyKey.FingerprintOf(context.Request, body));
        var (answer, change) = await database.TransactionAsync(
            (connection, token) => DoOnceAsync(connection, use, write, token), cancellationToken);
        if (change is { } made)
        {
            await RememberAsync(context, write, made);
        }

        return answer;
    }

    private async Task<(IResult Answer, Change? Change)> DoOnceAsync(
        NpgsqlConnection connection, KeyUse use, Write write, CancellationToken cancellationToken)
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

        var change = await TryAsync(() => StatementAsync(connection, write, cancellationToken));
        var reply = write.Answer(change);
        await kept.KeepAsync(connection, use, reply, write.Id ?? change.User?.Id, cancellationToken);
        return (reply, change);
    }

    private Task<Change.Row?> StatementAsync(Write write, CancellationToken cancellationToken) =>
        database.WriteOneAsync<Change.Row>(write.Statement.Sql, write.Statement.Parameters, cancellationToken).AsTask();

    private static async Task<Change.Row?> StatementAsync(
        NpgsqlConnection connection, Write write, CancellationToken cancellationToken)
    {
        var statement = new CommandDefinition(
            write.Statement.Sql, write.Statement.Parameters, cancellationToken: cancellationToken);
        try
        {
            return await connection.QuerySingleOrDefaultAsync<Change.Row>(statement);
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            await KeptReplies.UndoAsync(connection, cancellationToken);
            throw;
        }
    }

    private static async Task<Change> TryAsync(Func<Task<Change.Row?>> write)
    {
        try
        {
            return Change.Of(await write());
        }
        catch (PostgresException taken) when (taken.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return new(ChangeResult.EmailTaken, null);
        }
    }

    private async Task RememberAsync(HttpContext context, Write write, Change change)
    {
        if (change.User is { DeletedAt: null } user)
        {
            await cache.RememberAsync(user.Id, user);
        }
        else if (write.Id is { } id && change.Result != ChangeResult.EmailTaken)
        {
            await cache.RememberAsync(id, null);
        }

        if (write.Id is null && change.Result == ChangeResult.Changed)
        {
            signUps.Count(context);
        }
    }
}
