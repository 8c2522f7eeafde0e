using Npgsql;
using Platform.Database;

namespace SreService.Database;

/// <summary>Questions to the database for somebody who waits: with a limit, and without a fault when it is away.</summary>
internal sealed partial class StoredAnswers(NpgsqlDataSource source, TimeProvider clock, ILogger<StoredAnswers> logger)
{
    /// <summary>Why something is not known.</summary>
    public const string Away = "the database of sre-service does not answer";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <returns>Null when the database does not answer, or refuses to.</returns>
    public async Task<T?> TryAsync<T>(
        Func<NpgsqlConnection, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
        where T : class
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            return await Detached.RunAsync(OnceAsync, either.Token);
        }
        catch (PostgresException refusal)
        {
            LogRefused(refusal.SqlState, refusal.MessageText);
            return null;
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException
            || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }

        async Task<T> OnceAsync(CancellationToken token)
        {
            await using var connection = await source.OpenConnectionAsync(token);
            return await ask(connection, token);
        }
    }

    [LoggerMessage(LogLevel.Warning, "A question of somebody who waits was refused by the database ({state}): {message}")]
    private partial void LogRefused(string state, string message);
}
