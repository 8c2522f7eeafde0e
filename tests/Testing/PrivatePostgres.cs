using System.Diagnostics;
using Local.Postgres;
using Npgsql;

namespace Testing;

/// <summary>
/// A server that the test alone uses, so that it may be stopped, killed and restarted; or a streaming replica of one.
/// </summary>
public sealed class PrivatePostgres : IAsyncDisposable
{
    private const long EnoughMemory = 4L << 30;

    private static readonly string[] Options =
    [
        "fsync=off", "full_page_writes=off", "max_connections=300", "wal_keep_size=256MB",
        "wal_retrieve_retry_interval=100ms",
    ];

    // The data is thrown away, and hundreds of databases keep a disk busy for minutes.
    private static readonly string Scratch =
        Directory.Exists("/dev/shm") && new DriveInfo("/dev/shm").AvailableFreeSpace > EnoughMemory
            ? "/dev/shm"
            : "/tmp";

    private readonly PostgresBinaries _binaries;
    private readonly PostgresCluster _cluster;
    private readonly string _folder;

    private PrivatePostgres(PostgresBinaries binaries, PostgresCluster cluster, string folder)
    {
        _binaries = binaries;
        _cluster = cluster;
        _folder = folder;
    }

    /// <summary>Whether this machine has the server programs.</summary>
    public static bool IsPossible => PostgresBinaries.OnThisMachine().Any();

    /// <summary>Starts one, or skips the test when the machine has no server programs.</summary>
    /// <param name="cancellationToken">Gives the start up.</param>
    /// <param name="scratch">The folder for its data; one in memory, where possible, if null.</param>
    public static async Task<PrivatePostgres> StartAsync(
        CancellationToken cancellationToken, string? scratch = null) =>
        PostgresBinaries.OnThisMachine().FirstOrDefault() is { } binaries
            ? await StartAsync(binaries, cancellationToken, scratch)
            : throw Missing();

    /// <summary>Skips the test, or fails it in CI.</summary>
    public static Exception Missing()
    {
        Prerequisite.Missing("no PostgreSQL server programs on this machine");
        return new InvalidOperationException();
    }

    public bool IsRunning => _cluster.Server is not null;

    public string ConnectionString(string database) => _cluster.ConnectionString(database);

    /// <summary>A hot standby that follows this server over streaming replication.</summary>
    /// <param name="name">What this server knows it as, for <see cref="WaitForStandbyAsync"/>.</param>
    /// <param name="cancellationToken">Gives the start up.</param>
    public async Task<PrivatePostgres> StartReplicaAsync(string name, CancellationToken cancellationToken)
    {
        var folder = NewFolder();
        File.Copy(Path.Combine(_folder, "password"), Path.Combine(folder, "password"));
        UnprivilegedUser.GiveFolder(folder);
        using var copy = Process.Start(UnprivilegedUser.Run(
            Path.Combine(_binaries.Folder, "pg_basebackup"), "--pgdata", Path.Combine(folder, "data"),
            "--write-recovery-conf", "--checkpoint", "fast", "--no-sync", "--dbname", StandbyConnection(name)))!;
        await copy.WaitForExitAsync(cancellationToken);
        Assert.Equal(0, copy.ExitCode);
        return await StartAsync(_binaries, folder, cancellationToken);
    }

    /// <summary>Commits here wait for that replica from now on; null for none.</summary>
    public async Task WaitForStandbyAsync(string? name)
    {
        await ExecuteAsync($"alter system set synchronous_standby_names = '{name}'");
        await ExecuteAsync("select pg_reload_conf()");
    }

    /// <summary>What this replica receives from now on stays invisible until <see cref="ResumeReplayAsync"/>.</summary>
    public Task PauseReplayAsync() => ExecuteAsync("select pg_wal_replay_pause()");

    public Task ResumeReplayAsync() => ExecuteAsync("select pg_wal_replay_resume()");

    /// <summary>Makes this replica a primary of its own.</summary>
    public Task PromoteAsync() => ExecuteAsync("select pg_promote()");

    /// <summary>Runs a statement as the owner, in a connection of its own.</summary>
    public async Task<object?> ExecuteAsync(string sql, string database = "postgres")
    {
        await using var connection = new NpgsqlConnection($"{ConnectionString(database)};Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    public Task StopAsync() => _cluster.StopAsync();

    /// <summary>No shutdown at all: how a lost machine looks to clients that get an answer from its address.</summary>
    public async Task KillAsync()
    {
        if (_cluster.Server is { } server)
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
        }
    }

    public Task StartAgainAsync(CancellationToken cancellationToken) => _cluster.StartAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await AbortAsync();
        await _cluster.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    internal static async Task<PrivatePostgres> StartAsync(
        PostgresBinaries binaries, CancellationToken cancellationToken, string? scratch = null)
    {
        var folder = NewFolder(scratch);
        await ClusterTemplate.CopyToAsync(
            binaries, folder, empty => InitializeAsync(binaries, empty, cancellationToken), cancellationToken);
        return await StartAsync(binaries, folder, cancellationToken);
    }

    private static async Task InitializeAsync(
        PostgresBinaries binaries, string folder, CancellationToken cancellationToken)
    {
        var first = await StartAsync(binaries, folder, cancellationToken);
        await TestRoles.CreateAsync(first.ConnectionString("postgres"), cancellationToken);
        await TestRoles.GiveAsync(first.ConnectionString("postgres"), cancellationToken);
        await first.StopAsync();
    }

    private static async Task<PrivatePostgres> StartAsync(
        PostgresBinaries binaries, string folder, CancellationToken cancellationToken)
    {
        var cluster = await PostgresCluster.StartAsync(
            binaries, folder, FreePorts.Next(), _ => { }, Options, cancellationToken);
        return new PrivatePostgres(binaries, cluster, folder);
    }

    private static string NewFolder(string? scratch = null) =>
        Directory.CreateDirectory(Path.Combine(scratch ?? Scratch, $"evenkeel-test-{Guid.NewGuid():N}")).FullName;

    /// <summary>Immediate shutdown: nothing is written that nobody will read.</summary>
    private async Task AbortAsync()
    {
        if (_cluster.Server is { } server)
        {
            foreach (var signal in (string[])["-CONT", "-QUIT"])
            {
                using var kill = Process.Start("kill", [signal, $"{server.Id}"]);
                await kill.WaitForExitAsync();
            }

            await server.WaitForExitAsync();
        }
    }

    private string StandbyConnection(string name)
    {
        var primary = new NpgsqlConnectionStringBuilder(ConnectionString("postgres"));
        return $"host={primary.Host} port={primary.Port} user={primary.Username} password={primary.Password} "
            + $"application_name={name}";
    }
}
