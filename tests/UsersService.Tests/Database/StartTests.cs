using System.Net;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Testing;

namespace UsersService.Tests.Database;

public sealed class StartTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Seed_adds_sample_users_to_an_empty_database()
    {
        await using var api = new UsersApi(await postgres.CreateEmptyDatabaseAsync(), ("Users:Seed", "true"));
        await api.InitializeAsync();

        var list = await api.UntilAsync("/api/users", answer => answer.Json.GetArrayLength() > 0);

        Assert.Equal(
            ["bob@example.com", "jane@example.com", "john@example.com"],
            list.Json.EnumerateArray().Select(user => user.GetProperty("email").GetString()).Order());
    }

    [Fact]
    public async Task Empty_database_stays_empty_by_default()
    {
        await using var api = new UsersApi(await postgres.CreateEmptyDatabaseAsync());
        await api.InitializeAsync();

        Assert.Equal("[]", (await api.SendAsync("GET", "/api/users")).Body);
    }

    [Fact]
    public async Task Migrations_that_run_at_once_create_one_schema_and_three_users()
    {
        var database = await postgres.CreateEmptyDatabaseAsync();
        var replicas = Enumerable.Range(0, 3).Select(_ => new UsersApi(database, ("Users:Seed", "true"))).ToArray();

        await Task.WhenAll(replicas.Select(replica => replica.InitializeAsync().AsTask()));
        await replicas[2].UntilAsync("/api/users", answer => answer.Json.GetArrayLength() > 0);
        await Task.WhenAll(replicas.Select(replica => replica.DisposeAsync().AsTask()));

        await using var connection = new NpgsqlConnection(database);
        Assert.Equal(3, await connection.ExecuteScalarAsync<long>("select count(*) from users"));
    }

    [Fact]
    public async Task Migrations_add_no_sample_users_while_others_do()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var another = new NpgsqlConnection(database);
        await another.OpenAsync(TestContext.Current.CancellationToken);
        await using var adding = await another.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await another.ExecuteAsync(
            """
            select pg_advisory_xact_lock(hashtextextended('users-service migrations', 0));
            insert into users (name, email, email_key, name_folded, email_folded)
            values ('Ada', 'ada@example.com', 'ada@example.com', 'ada', 'ada@example.com');
            """,
            transaction: adding);

        await using var api = new UsersApi(database, ("Users:Seed", "true"));
        api.Start();
        var migrations = api.MigrateAsync();
        await Eventually.HoldsAsync(
            async () => await another.ExecuteScalarAsync<bool>(
                """
                select exists (
                    select from pg_locks join pg_database on pg_database.oid = pg_locks.database
                    where datname = current_database() and locktype = 'advisory' and not granted)
                """),
            TimeSpan.FromSeconds(30));
        await adding.CommitAsync(TestContext.Current.CancellationToken);
        await migrations;

        Assert.Equal(1, await another.ExecuteScalarAsync<long>("select count(*) from users"));
    }

    [Fact]
    public async Task Database_with_deleted_users_gets_no_sample_users()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using (var before = new UsersApi(database))
        {
            await before.InitializeAsync();
            await before.SendAsync("DELETE", $"/api/users/{(await before.CreateAsync()).Id}");
        }

        await using var api = new UsersApi(database, ("Users:Seed", "true"));
        await api.InitializeAsync();

        Assert.Equal("[]", (await api.SendAsync("GET", "/api/users")).Body);
    }

    [Fact]
    public async Task Service_without_a_database_is_live_and_becomes_ready_with_it()
    {
        await using var server = await PrivatePostgres.StartAsync(TestContext.Current.CancellationToken);
        await server.StopAsync();
        await using var api = new UsersApi(server.ConnectionString("postgres"));
        api.Start();

        Assert.Equal(200, (await api.SendAsync("GET", "/health/live")).Status);
        var unready = await api.SendAsync("GET", "/health/ready");
        Assert.Equal((503, "database unavailable"), (unready.Status, unready.Json.GetProperty("reason").GetString()));
        Assert.Equal(503, (await api.SendAsync("GET", "/api/users")).Status);

        await server.StartAgainAsync(TestContext.Current.CancellationToken);
        await api.MigrateAsync();

        Assert.Equal(
            HttpStatusCode.OK, (await api.UntilAsync("/health/ready", answer => answer.Status == 200)).StatusCode);
        Assert.Equal(200, (await api.UntilAsync("/api/users", answer => answer.Status == 200)).Status);
    }
}
