using Npgsql;
using Platform.Database;
using Platform.Timing;

namespace SreService.Database;

/// <summary>
/// Queries the database for a waiting client: with a deadline, and null when the database is unavailable.
/// </summary>
internal sealed partial class DatabaseQuery(NpgsqlDataSource source, TimeProvider clock, ILogger<DatabaseQuery> logger)
{
    /// <summary>The reason that reports give for what is unknown.</summary>
    public const string Unavailable = "the database of sre-service does not answer";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <returns>Null when the database does not answer or rejects the query.</returns>
    public async Task<T?> TryAsync<T>(
        Func<NpgsqlConnection, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
        where T : class
    {
        using var deadline = new Deadline(Patience, clock, cancellationToken);
        try
        {
            return await Detached.RunAsync(OnceAsync, deadline.Token);
        }
        catch (PostgresException rejection)
        {
            LogRejected(rejection.SqlState, rejection.MessageText);
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

    [LoggerMessage(LogLevel.Warning, "Database rejected a query ({SqlState}): {Message}")]
    private partial void LogRejected(string sqlState, string message);
}
