using Local;
using Npgsql;
using Testing;

namespace EndToEnd.Tests;

/// <summary>The roles that the runner creates, on every kind of server and database.</summary>
public sealed class DatabaseRolesTests : IDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("evenkeel-roles-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Superuser_database_gets_an_owner_with_all_its_tables()
    {
        await using var postgres = await PrivatePostgres.StartAsync(Cancellation);
        await ExecuteAsync(postgres.ConnectionString("postgres"), "create database sample");
        await ExecuteAsync(
            postgres.ConnectionString("sample"),
            "create table old (id bigint generated always as identity, name text unique)");

        var access = await EnsureAsync(postgres.ConnectionString("postgres"));

        await ExecuteAsync(access.Migrations, "alter table old add column more int; create table another (id int)");
        await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(access.Service, "create table mine (id int)"));
        Assert.Equal(0L, await ExecuteAsync(postgres.ConnectionString("sample"), OwnedByOthers));
    }

    [Fact]
    public async Task Service_role_connects_to_its_own_database_alone_and_a_limited_number_of_times()
    {
        await using var postgres = await PrivatePostgres.StartAsync(Cancellation);
        var (own, other) = (await EnsureAsync(postgres.ConnectionString("postgres")),
            await EnsureAsync(postgres.ConnectionString("postgres"), "other"));

        await ExecuteAsync(own.Service, "select 1");
        var foreign = new NpgsqlConnectionStringBuilder(own.Service) { Database = "other" }.ConnectionString;
        var refused = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(foreign, "select 1"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        Assert.Equal(
            60, await ExecuteAsync(other.Service, "select rolconnlimit from pg_roles where rolname = current_user"));
    }

    [Fact]
    public async Task Login_with_createrole_creates_the_roles_and_the_next_start_finds_them()
    {
        await using var postgres = await PrivatePostgres.StartAsync(Cancellation);
        await ExecuteAsync(
            postgres.ConnectionString("postgres"),
            "create role starter login createdb createrole password 'starter'");
        var starter = As(postgres, "starter");

        await EnsureAsync(starter);
        var access = await EnsureAsync(starter);

        await ExecuteAsync(access.Migrations, "create table mine (id int)");
        await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(access.Service, "drop table mine"));
    }

    [Fact]
    public async Task Login_without_createrole_owns_the_database_itself()
    {
        await using var postgres = await PrivatePostgres.StartAsync(Cancellation);
        await ExecuteAsync(
            postgres.ConnectionString("postgres"), "create role starter login createdb password 'starter'");

        var access = await EnsureAsync(As(postgres, "starter"));

        Assert.Equal(access.Migrations, access.Service);
        await ExecuteAsync(access.Service, "create table mine (id int)");
    }

    public void Dispose() => Directory.Delete(_data, recursive: true);

    private const string OwnedByOthers =
        """
        select count(*) from pg_class
        where relnamespace = 'public'::regnamespace and relowner <> 'sample_owner'::regrole
        """;

    private async Task<DatabaseAccess> EnsureAsync(string server, string database = "sample")
    {
        var options = new LocalOptions { Postgres = server, Data = _data };
        var screen = new QuietScreen();
        await using var local = await LocalDatabase.StartAsync(options, screen, Cancellation);
        return await local.EnsureAsync(database, options, screen, Cancellation);
    }

    private static string As(PrivatePostgres postgres, string role)
    {
        var server = postgres.ConnectionString("postgres");
        return new NpgsqlConnectionStringBuilder(server) { Username = role, Password = role }.ConnectionString;
    }

    private static async Task<object?> ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection($"{connectionString};Pooling=false");
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
