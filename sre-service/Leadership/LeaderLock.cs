using Npgsql;
using Platform.Database;
using Platform.Timing;

namespace SreService.Leadership;

/// <summary>
/// The advisory lock of the leader, in a database session that ends with the process. The server ends the session when
/// it is silent for too long, so that a leader that hangs or is cut off loses the lock too.
/// </summary>
internal sealed class LeaderLock(NpgsqlDataSource source, LeadershipSettings settings)
{
    private const string TryLock = "select pg_try_advisory_lock(hashtextextended('sre-service evaluator', 0))";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();
    private NpgsqlConnection? _session;
    private long _attempt;

    /// <summary>Takes the lock, or makes sure that it is still held.</summary>
    /// <returns>Whether this replica has it.</returns>
    /// <exception cref="NpgsqlException">The database does not answer; the lock is not held any more.</exception>
    /// <exception cref="TimeoutException">It does not answer in time.</exception>
    public async Task<bool> HoldAsync(CancellationToken cancellationToken)
    {
        // Real time: a clock that jumps does not mean that the server is silent.
        using var deadline = new Deadline(Patience, TimeProvider.System, cancellationToken);
        var (session, attempt) = BeginAttempt();
        try
        {
            return await Detached.RunAsync(token => HoldAsync(session, attempt, token), deadline.Token);
        }
        catch (OperationCanceledException)
        {
            // It may have succeeded at the last moment.
            if (BeginAttempt().Session is { } late)
            {
                await EndAsync(late);
            }

            cancellationToken.ThrowIfCancellationRequested();
            throw new TimeoutException($"no answer within {Patience.TotalSeconds:0} s");
        }
    }

    /// <summary>Releases the lock, so that the next leader begins at once.</summary>
    public async Task ReleaseAsync()
    {
        if (BeginAttempt().Session is { } session)
        {
            await using (session)
            {
                await ExecuteAsync(session, "select pg_advisory_unlock_all()", CancellationToken.None);
                await ExecuteAsync(session, "reset idle_session_timeout", CancellationToken.None);
            }
        }
    }

    /// <returns>
    /// The session that held the lock until now, and the number of the attempt that counts from here on.
    /// </returns>
    private (NpgsqlConnection? Session, long Attempt) BeginAttempt()
    {
        lock (_gate)
        {
            var session = _session;
            _session = null;
            return (session, ++_attempt);
        }
    }

    /// <returns>Whether the caller still waits for that attempt.</returns>
    private bool TryKeep(NpgsqlConnection session, long attempt)
    {
        lock (_gate)
        {
            _session = attempt == _attempt ? session : _session;
            return attempt == _attempt;
        }
    }

    /// <returns>Whether the session holds the lock and is kept; false when another replica holds it.</returns>
    private async Task<bool> HoldAsync(NpgsqlConnection? held, long attempt, CancellationToken cancellationToken)
    {
        var session = held ?? await source.OpenConnectionAsync(cancellationToken);
        bool? holds = null;
        var kept = false;
        try
        {
            holds = await ExecuteAsync(session, held is null ? TryLock : "select true", cancellationToken) is true;
            if (holds is true && held is null)
            {
                await ExecuteAsync(session, ListenFor(settings.Silence), cancellationToken);
            }

            // The caller may have given up: then nothing else ends the session.
            kept = holds is true && TryKeep(session, attempt);
            return kept;
        }
        finally
        {
            if (!kept && holds is false)
            {
                await session.DisposeAsync();
            }
            else if (!kept)
            {
                await EndAsync(session);
            }
        }
    }

    /// <summary>A session that went back to the pool would keep its locks until it is used again.</summary>
    private ValueTask EndAsync(NpgsqlConnection session)
    {
        source.Clear();
        return session.DisposeAsync();
    }

    private static string ListenFor(TimeSpan silence) =>
        Invariant($"set idle_session_timeout = {(long)silence.TotalMilliseconds}");

    private static async Task<object?> ExecuteAsync(
        NpgsqlConnection session, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, session);
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
