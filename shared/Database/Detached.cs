using Npgsql;

namespace Platform.Database;

/// <summary>Database calls that the caller can leave at once: they end on their own.</summary>
public static class Detached
{
    /// <summary>
    /// Npgsql cancels a command by asking the server over a second connection, and blocks while it does: on a server
    /// that hangs, a limit of 1 s took 3 to 8 s. Here the caller returns at once, and the call is cancelled on a thread
    /// of its own: a few calls that block threads of the pool would hold up every other request.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was cancelled; the call may still succeed.</exception>
    public static async Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        var abandoned = new CancellationTokenSource();
        var running = call(abandoned.Token);
        try
        {
            return await running.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (!running.IsCompleted)
        {
            _ = Task.Factory.StartNew(
                abandoned.Cancel, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            throw;
        }
    }

    /// <summary>
    /// Opens a connection without passing the token on: from an attempt that is cancelled Npgsql does not learn that a
    /// host hangs, and every other attempt would begin with the same host.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller cancelled before the connection was open.</exception>
    public static async Task<NpgsqlConnection> OpenDetachedAsync(
        this NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(CancellationToken.None);
        if (cancellationToken.IsCancellationRequested)
        {
            await connection.DisposeAsync();
        }

        cancellationToken.ThrowIfCancellationRequested();
        return connection;
    }
}
