using System.Diagnostics;
using Npgsql;
using Testing;

namespace EndToEnd.Tests.Failures;

/// <summary>A server all of whose processes stand still: it takes connections, and nothing comes back.</summary>
internal sealed class FrozenServer
{
    private readonly string[] _processes;

    private FrozenServer(string[] processes) => _processes = processes;

    public static FrozenServer None { get; } = new([]);

    public static async Task<FrozenServer> FreezeAsync(PrivatePostgres server)
    {
        await using var connection = new NpgsqlConnection($"{server.ConnectionString("postgres")};Pooling=false");
        await connection.OpenAsync();
        var main = await QueryAsync(connection, "select split_part(pg_read_file('postmaster.pid'), chr(10), 1)");
        await SignalAsync("STOP", main);

        // Now that there are no new ones.
        var backends = await QueryAsync(connection, "select pid::text from pg_stat_activity");
        await SignalAsync("STOP", backends);
        return new FrozenServer([.. main, .. backends]);
    }

    public Task ThawAsync() => _processes.Length == 0 ? Task.CompletedTask : SignalAsync("CONT", _processes);

    private static async Task<string[]> QueryAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string>();
        while (await reader.ReadAsync())
        {
            rows.Add(reader.GetString(0));
        }

        return [.. rows];
    }

    private static async Task SignalAsync(string signal, string[] processes)
    {
        using var kill = Process.Start("kill", [$"-{signal}", .. processes]);
        await kill.WaitForExitAsync();
    }
}
