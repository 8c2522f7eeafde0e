using Npgsql;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace UsersService.Database;

internal static class DatabaseFailure
{
    private const string ReadOnly = "read_only";

    /// <returns>The reason, one of a fixed set of words; null when the fault is elsewhere.</returns>
    public static string? ReasonOf(Exception error) => error switch
    {
        TimeoutException or TimeoutRejectedException => "timeout",
        // What ends or refuses a session is no fault of a statement; for example a database without connections left.
        PostgresException refused => ReasonOf(refused.SqlState)
            ?? (refused.InvariantSeverity is "FATAL" or "PANIC" ? "connection" : null),
        NpgsqlException { InnerException: TimeoutException } => "timeout",
        NpgsqlException => "connection",
        _ => null,
    };

    /// <returns>Null for a read-only database: reads go on, so the breaker stays closed.</returns>
    public static string? ReasonToBreak(Exception error) =>
        ReasonOf(error) is var reason && reason != ReadOnly ? reason : null;

    public static bool MeansUnavailable(Exception error) =>
        error is BrokenCircuitException || IsStatementTimeout(error) || ReasonOf(error) is not null;

    // A timeout is not retried: it would double the wait.
    public static bool IsTransient(Exception error) => ReasonOf(error) is "connection" or "shutdown" or "conflict";

    /// <summary>The server stopped the statement itself, so it works and the breaker does not count it.</summary>
    public static bool IsStatementTimeout(Exception error) =>
        error is PostgresException { SqlState: PostgresErrorCodes.QueryCanceled };

    public static bool IsRolledBack(PostgresException refused) =>
        refused.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;

    private static string? ReasonOf(string sqlState) => sqlState switch
    {
        PostgresErrorCodes.ReadOnlySqlTransaction => ReadOnly,
        PostgresErrorCodes.TooManyConnections => "out_of_connections",
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown
            or PostgresErrorCodes.CannotConnectNow => "shutdown",
        PostgresErrorCodes.LockNotAvailable => "timeout",
        PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure => "conflict",
        // Before the migrations have run.
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn
            or PostgresErrorCodes.InsufficientPrivilege => "schema",
        PostgresErrorCodes.InvalidCatalogName => "connection",
        ['0', '8', ..] => "connection",
        ['2', '8', ..] => "authentication",
        ['5', '3', ..] or ['5', '8', ..] or ['X', 'X', ..] => "out_of_resources",
        _ => null,
    };
}
