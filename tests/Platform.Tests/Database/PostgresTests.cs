using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Platform.Database;
using Testing;

namespace Platform.Tests.Database;

public sealed class PostgresTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Migrations_that_run_at_once_apply_each_script_once_and_repeated_scripts_each_time()
    {
        var connectionString = await postgres.CreateDatabaseAsync();
        await using var service = await StartAsync(connectionString);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => MigrateAsync(service)));

        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var journal = source.CreateCommand(
            "select string_agg(scriptname, ', ' order by schemaversionsid) from schema_migrations");
        Assert.Equal(
            "Platform.Tests.Database.0001_sample.sql, Platform.Tests version 0001",
            await journal.ExecuteScalarAsync(Cancellation));
        await using var repeated = source.CreateCommand("select count(*) from migrated");
        Assert.Equal(5L, await repeated.ExecuteScalarAsync(Cancellation));
    }

    [Fact]
    public async Task No_open_transaction_keeps_the_dead_rows_of_a_data_migration()
    {
        var migration = new OpenWrites();
        await using var service = await TestService.StartAsync(
            parts: builder =>
            {
                builder.Services.AddSingleton<IDataMigration>(migration);
                builder.AddPostgres("Sample", typeof(PostgresTests).Assembly);
            },
            settings: ("ConnectionStrings:Sample", await postgres.CreateDatabaseAsync()));

        await MigrateAsync(service);

        Assert.Equal(0L, migration.Seen);
    }

    [Fact]
    public async Task Service_waits_for_an_unavailable_database_at_the_start()
    {
        await using var server = await PrivatePostgres.StartAsync(Cancellation);
        await server.StopAsync();
        await using var service = await StartAsync(server.ConnectionString("postgres"));
        using var before = await service.Client.GetAsync("/health/ready", Cancellation);

        await server.StartAgainAsync(Cancellation);
        await MigrateAsync(service);
        await service.Services.GetRequiredService<RequiredSchema>().Ready.WaitAsync(
            TimeSpan.FromSeconds(60), Cancellation);

        using var after = await service.Client.GetAsync("/health/ready", Cancellation);
        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (before.StatusCode, after.StatusCode));
        Assert.Contains(
            "database unavailable", await before.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rotated_password_is_used_without_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        var connectionString = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync());
        var role = $"rotating_{Guid.NewGuid():N}";
        await using var admin = NpgsqlDataSource.Create(connectionString.ConnectionString);
        await ExecuteAsync(admin, $"create role {role} login superuser password 'first'");
        await File.WriteAllTextAsync(Path.Combine(folder, "password"), "first", Cancellation);
        var ownString = new NpgsqlConnectionStringBuilder(connectionString.ConnectionString)
        {
            Username = role,
            Password = null,
            Pooling = false,
        };

        await using var service = await StartAsync(
            ownString.ConnectionString,
            ("Secrets:Source", "File"), ("Secrets:Path", folder), ("Secrets:Passwords:Sample", "password"),
            ("Secrets:RefreshInterval", "00:00:01"));
        await MigrateAsync(service);
        await File.WriteAllTextAsync(Path.Combine(folder, "password"), """{"password":"second"}""", Cancellation);
        await ExecuteAsync(admin, $"alter role {role} password 'second'");

        await Eventually.HoldsAsync(
            async () =>
            {
                using var ready = await service.Client.GetAsync("/health/ready", Cancellation);
                return ready.IsSuccessStatusCode;
            },
            TimeSpan.FromSeconds(60));
        await ExecuteAsync(service.Services.GetRequiredService<NpgsqlDataSource>(), "select 1");
    }

    [Fact]
    public async Task Migrations_role_owns_the_schema_and_the_service_has_the_granted_rights()
    {
        var database = await postgres.CreateDatabaseAsync();

        await using var service = await StartAsync(
            TestRoles.Service(database), ("ConnectionStrings:SampleMigrations", TestRoles.Owner(database)));
        await MigrateAsync(service);

        var own = service.Services.GetRequiredService<NpgsqlDataSource>();
        await ExecuteAsync(own, "select * from migrated");
        var refused = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(own, "delete from migrated"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        await using var admin = NpgsqlDataSource.Create(database);
        await using var owner = admin.CreateCommand("select tableowner from pg_tables where tablename = 'migrated'");
        Assert.Equal("test_owner", await owner.ExecuteScalarAsync(Cancellation));
        await using var lingering = admin.CreateCommand(
            "select count(*) from pg_stat_activity where datname = current_database() and usename = 'test_owner'");
        await Eventually.EqualAsync(0L, async () => (long)(await lingering.ExecuteScalarAsync(Cancellation))!);
    }

    [Fact]
    public async Task Migrations_have_their_own_password_in_the_secret_store()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "owners-password"), "owner", Cancellation);
        var database = await postgres.CreateDatabaseAsync();
        var owner = new NpgsqlConnectionStringBuilder(TestRoles.Owner(database)) { Password = null }.ConnectionString;

        await using var service = await StartAsync(
            TestRoles.Service(database), ("ConnectionStrings:SampleMigrations", owner),
            ("Secrets:Source", "File"), ("Secrets:Path", folder),
            ("Secrets:Passwords:SampleMigrations", "owners-password"));

        await MigrateAsync(service);
    }

    [Fact]
    public async Task Grants_need_the_name_of_the_service_role()
    {
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => StartAsync(
            "Host=localhost;Database=x",
            ("ConnectionStrings:SampleMigrations", "Host=localhost;Database=x;Username=owner")));

        Assert.Contains("ConnectionStrings:Sample: must name its role", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reachable_host_of_several_is_used()
    {
        var database = new NpgsqlConnectionStringBuilder(await postgres.CreateDatabaseAsync());
        database.Host = $"127.0.0.1:{FreePorts.Next()},{database.Host}:{database.Port}";

        await using var service = await StartAsync(database.ConnectionString);

        await MigrateAsync(service);
        await ExecuteAsync(service.Services.GetRequiredService<NpgsqlDataSource>(), "select * from migrated");
    }

    private static Task MigrateAsync(TestService service) =>
        service.Services.GetRequiredService<Migrations>().RunAsync(Cancellation);

    private static Task<TestService> StartAsync(string connectionString, params (string, string)[] settings) =>
        TestService.StartAsync(
            parts: builder => builder.AddPostgres("Sample", typeof(PostgresTests).Assembly),
            settings: [("ConnectionStrings:Sample", connectionString), .. settings]);

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }

    private sealed class OpenWrites : IDataMigration
    {
        public long? Seen { get; private set; }

        public async Task ApplyAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
        {
            await using var count = source.CreateCommand(
                """
                select count(*) from pg_stat_activity
                where datname = current_database() and backend_type = 'client backend' and backend_xid is not null
                """);
            Seen = (long?)await count.ExecuteScalarAsync(cancellationToken);
        }
    }
}
