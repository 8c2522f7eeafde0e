using Npgsql;

namespace Local.Postgres;

/// <summary>Waits until a server takes connections.</summary>
internal static class PostgresReadiness
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(50);

    /// <param name="connectionString">A database that always exists.</param>
    /// <param name="failure">Why the server will not start; null while it may.</param>
    public static async Task WaitAsync(
        string connectionString, Func<string?> failure, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(Timeout);
        while (true)
        {
            if (failure() is { } reason)
            {
                throw new InvalidOperationException(reason);
            }

            try
            {
                await using var connection = new NpgsqlConnection($"{connectionString};Pooling=false;Timeout=2");
                await connection.OpenAsync(timeout.Token);
                return;
            }
            catch (NpgsqlException)
            {
                await Task.Delay(RetryDelay, timeout.Token);
            }
        }
    }
}
