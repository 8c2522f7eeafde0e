using Npgsql;

namespace Platform.Database;

/// <summary>Connections of which nobody may wait too long.</summary>
public static class Opening
{
    /// <summary>
    /// Opens a connection, which goes on in its own time when the caller gives up: from an attempt that is cancelled
    /// Npgsql does not learn that a host hangs, and every other attempt would begin with the same host.
    /// </summary>
    /// <exception cref="OperationCanceledException">The caller had given up before the connection was there.</exception>
    public static async Task<NpgsqlConnection> OpenInOwnTimeAsync(
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
