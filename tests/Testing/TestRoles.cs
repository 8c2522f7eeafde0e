using Local.Postgres;
using Npgsql;

namespace Testing;

/// <summary>
/// The roles under which services are tested, one pair for all databases of a server, so that a service that needs more
/// rights than it is granted fails its tests.
/// </summary>
public static class TestRoles
{
    private static readonly DatabaseRoles Both = new(new("test_owner", "owner"), new("test_service", "service"));

    /// <returns>The same database as the role that owns it and its schema.</returns>
    public static string Owner(string database) => Both.Owner.In(database);

    /// <returns>The same database as the role that a service has.</returns>
    public static string Service(string database) => Both.Service.In(database);

    internal static Task CreateAsync(string server, CancellationToken cancellationToken) =>
        Both.CreateAsync(server, cancellationToken);

    /// <param name="server">A connection string of a login that may create databases.</param>
    /// <param name="cancellationToken">Cancels it.</param>
    /// <param name="template">The database to copy, to which nobody may be connected; an empty one when null.</param>
    /// <returns>That login's connection string to a new database, which belongs to the owner's role.</returns>
    public static async Task<string> CreateDatabaseAsync(
        string server, CancellationToken cancellationToken, string? template = null)
    {
        var name = $"test_{Guid.NewGuid():N}";
        await using var connection = new NpgsqlConnection($"{server};Pooling=false");
        await connection.OpenAsync(cancellationToken);
        // Copying files takes half the time of writing all pages to the log, the default since PostgreSQL 15.
        var strategy = connection.PostgreSqlVersion.Major >= 15 ? "strategy file_copy" : "";
        template ??= "template1";
        await using var create = new NpgsqlCommand(
            $"create database {name} owner {Both.Owner.Role} template {template} {strategy}", connection);
        await create.ExecuteNonQueryAsync(cancellationToken);

        return new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
    }

    internal static Task GiveAsync(string database, CancellationToken cancellationToken) =>
        Both.GiveAsync(database, cancellationToken);
}
