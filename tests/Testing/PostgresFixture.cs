using System.Reflection;
using Docker.DotNet;
using DotNet.Testcontainers.Builders;
using Local.Postgres;
using Npgsql;
using Testcontainers.PostgreSql;

namespace Testing;

/// <summary>
/// A real PostgreSQL for a test assembly: the server of <c>TEST_DATABASE</c>, else a private cluster of the server
/// installed here, which starts faster than a container, else a container; without any, tests are skipped with the
/// reason. It starts with the first test that needs it. Every test class gets its own database. Use:
/// <c>[assembly: AssemblyFixture(typeof(PostgresFixture))]</c>.
/// </summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    private readonly Lazy<Task<string>> _server;
    private readonly Lazy<Task<string?>> _template;
    private IAsyncDisposable? _owned;

    public PostgresFixture() => (_server, _template) = (new(StartAsync), new(CreateTemplateAsync));

    /// <returns>
    /// The connection string of a new database with the assembly's <see cref="IDatabaseSchema"/>, or empty without one.
    /// </returns>
    public async Task<string> CreateDatabaseAsync() =>
        await TestRoles.CreateDatabaseAsync(await _server.Value, CancellationToken.None, await _template.Value);

    /// <returns>The connection string of a new, empty database.</returns>
    public async Task<string> CreateEmptyDatabaseAsync() =>
        await TestRoles.CreateDatabaseAsync(await _server.Value, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        if (_owned is not null)
        {
            await _owned.DisposeAsync();
        }
    }

    private async Task<string> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("TEST_DATABASE") is { Length: > 0 } existing)
        {
            await TestRoles.CreateAsync(existing, CancellationToken.None);
            return existing;
        }

        if (PostgresBinaries.OnThisMachine().FirstOrDefault() is { } binaries)
        {
            var cluster = await PrivatePostgres.StartAsync(binaries, CancellationToken.None);
            _owned = cluster;
            return cluster.ConnectionString("postgres");
        }

        if (await ContainerAsync() is { } container)
        {
            _owned = container;
            await TestRoles.CreateAsync(container.GetConnectionString(), CancellationToken.None);
            return container.GetConnectionString();
        }

        Prerequisite.Missing("no PostgreSQL: set TEST_DATABASE, or install Docker or PostgreSQL's server programs");
        throw new InvalidOperationException();
    }

    private async Task<string?> CreateTemplateAsync()
    {
        if (Assembly.GetEntryAssembly()?.GetCustomAttribute<DatabaseSchemaAttribute>() is not { } schema)
        {
            return null;
        }

        var database = await CreateEmptyDatabaseAsync();
        await ((IDatabaseSchema)Activator.CreateInstance(schema.Schema)!).CreateAsync(database);
        return new NpgsqlConnectionStringBuilder(database).Database;
    }

    private static async Task<PostgreSqlContainer?> ContainerAsync()
    {
        try
        {
            var container = new PostgreSqlBuilder("postgres:17-alpine")
                .WithCommand("-c", "fsync=off", "-c", "max_connections=300").Build();
            await container.StartAsync();
            return container;
        }
        catch (Exception error) when (error is DockerUnavailableException or DockerApiException)
        {
            // No engine, or one that cannot get the image.
            return null;
        }
    }
}
