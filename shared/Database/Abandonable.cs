namespace Platform.Database;

/// <summary>Calls that are left behind, rather than waited for, when their time is up.</summary>
public static class Abandonable
{
    /// <summary>
    /// Npgsql cancels a command by asking the server over a second connection, and blocks while it does: with a server
    /// that hangs, a limit of 1 s took 3 to 8 s to be kept. Here the caller goes on at once and the rest ends on its own,
    /// on a thread of its own: a few calls that block threads of the pool would hold up every other request.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token said so; the call may still succeed.</exception>
    public static async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
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
}
