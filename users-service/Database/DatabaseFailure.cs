using Npgsql;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace UsersService.Database;

/// <summary>Tells a database that is away or busy from a statement that is wrong.</summary>
internal static class DatabaseFailure
{
    private const string ReadOnly = "read_only";

    /// <returns>One fixed word when the database could not do its work, null when the fault is elsewhere.</returns>
    public static string? ReasonOf(Exception error) => error switch
    {
        TimeoutException or TimeoutRejectedException => "timeout",
        // Whatever ends a session, or lets none begin, is no statement's fault: a database that takes no connections, for one.
        PostgresException refused => ReasonOf(refused.SqlState)
            ?? (refused.InvariantSeverity is "FATAL" or "PANIC" ? "connection" : null),
        NpgsqlException { InnerException: TimeoutException } => "timeout",
        NpgsqlException => "connection",
        _ => null,
    };

    /// <returns>
    /// The same word when the database is better left alone for a while; one that only takes no writes goes on being read.
    /// </returns>
    public static string? ReasonToBreak(Exception error) => ReasonOf(error) is var reason && reason != ReadOnly ? reason : null;

    /// <returns>Whether the request was not answered for the database's sake, an open breaker included.</returns>
    public static bool MeansUnavailable(Exception error) =>
        error is BrokenCircuitException || IsStatementTimeout(error) || ReasonOf(error) is not null;

    /// <returns>Whether the same read may succeed at once; after a timeout nobody should wait for another.</returns>
    public static bool IsTransient(Exception error) => ReasonOf(error) is "connection" or "shutdown" or "conflict";

    /// <summary>The server itself stopped the statement: it works, and the breaker has nothing to do with it.</summary>
    public static bool IsStatementTimeout(Exception error) =>
        error is PostgresException { SqlState: PostgresErrorCodes.QueryCanceled };

    /// <returns>Whether the server rolled the transaction back for the sake of another one.</returns>
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
        // Before the migrations have run and the grants were made, for example in the first second on a new database.
        PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.UndefinedColumn
            or PostgresErrorCodes.InsufficientPrivilege => "schema",
        PostgresErrorCodes.InvalidCatalogName => "connection",
        // The classes of PostgreSQL's error codes.
        ['0', '8', ..] => "connection",
        ['2', '8', ..] => "authentication",
        ['5', '3', ..] or ['5', '8', ..] or ['X', 'X', ..] => "out_of_resources",
        _ => null,
    };
}
