using Local.Postgres;

namespace Testing;

/// <summary>A server that the test alone uses, so that it may be stopped, killed and started again.</summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private readonly PostgresCluster _cluster;
    private readonly string _folder;

    private PrivatePostgres(PostgresCluster cluster, string folder)
    {
        _cluster = cluster;
        _folder = folder;
    }

    /// <summary>Whether this machine has the server programs.</summary>
    public static bool IsPossible => PostgresBinaries.OnThisMachine().Any();

    /// <summary>Starts one, or skips the test when the machine has no server programs.</summary>
    public static async Task<PrivatePostgres> StartAsync(CancellationToken cancellationToken) =>
        PostgresBinaries.OnThisMachine().FirstOrDefault() is { } binaries
            ? await StartAsync(binaries, cancellationToken)
            : throw Missing();

    /// <summary>Skips the test, or fails it in CI.</summary>
    public static Exception Missing()
    {
        Prerequisite.Missing("no PostgreSQL server programs on this machine");
        return new InvalidOperationException();
    }

    public string ConnectionString(string database) => _cluster.ConnectionString(database);

    public Task StopAsync() => _cluster.StopAsync();

    public Task StartAgainAsync(CancellationToken cancellationToken) => _cluster.StartAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _cluster.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    internal static async Task<PrivatePostgres> StartAsync(PostgresBinaries binaries, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateDirectory(Path.Combine("/tmp", $"evenkeel-test-{Guid.NewGuid():N}")).FullName;
        var cluster = await PostgresCluster.StartAsync(
            binaries, folder, FreePorts.Next(), _ => { }, ["fsync=off", "max_connections=300"], cancellationToken);
        return new PrivatePostgres(cluster, folder);
    }
}
