using Npgsql;

namespace Local.Postgres;

/// <summary>Waits until a server takes connections.</summary>
internal static class Ready
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <param name="connectionString">A database that always exists.</param>
    /// <param name="failure">Why waiting is in vain, or null while it is not.</param>
    /// <param name="cancellationToken">Gives the waiting up.</param>
    public static async Task WaitAsync(string connectionString, Func<string?> failure, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        while (true)
        {
            if (failure() is { } reason)
            {
                throw new InvalidOperationException(reason);
            }

            try
            {
                await using var connection = new NpgsqlConnection($"{connectionString};Pooling=false;Timeout=2");
                await connection.OpenAsync(patience.Token);
                return;
            }
            catch (NpgsqlException)
            {
                await Task.Delay(Pause, patience.Token);
            }
        }
    }
}
