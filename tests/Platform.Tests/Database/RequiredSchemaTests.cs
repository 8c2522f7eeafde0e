using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Platform.Database;
using Testing;

namespace Platform.Tests.Database;

public sealed class RequiredSchemaTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const string Ready = """{"status":"ready"}""";

    private string _database = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _database = await postgres.CreateDatabaseAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Service_is_not_ready_until_its_migrations_have_run_and_names_the_missing_one()
    {
        await using var service = await StartAsync();
        await Eventually.EqualAsync(
            """{"status":"not_ready","reason":"migration 0001_sample has not run: run test-service --migrate"}""",
            () => ReadinessAsync(service));

        await MigrateAsync(service);

        await Eventually.EqualAsync(Ready, () => ReadinessAsync(service));
    }

    [Fact]
    public async Task Migration_alone_is_not_enough_while_its_grants_are_missing()
    {
        await using var service = await StartAsync();
        await MigrateAsync(service);
        await ExecuteAsync("delete from schema_migrations where scriptname = 'Platform.Tests version 0001'");

        await using var another = await StartAsync();

        await Eventually.EqualAsync(
            """{"status":"not_ready","reason":"migration 0001_sample has not run: run test-service --migrate"}""",
            () => ReadinessAsync(another));
    }

    [Fact]
    public async Task Service_works_with_a_newer_schema_and_its_migrations_leave_that_alone()
    {
        await using var older = await StartAsync();
        await MigrateAsync(older);
        await ExecuteAsync(
            """
            update schema_migrations
            set scriptname = 'Platform.Tests version 0002' where scriptname = 'Platform.Tests version 0001';
            grant delete on migrated to test_service;
            """);

        await using var restarted = await StartAsync();
        await MigrateAsync(restarted);

        await Eventually.EqualAsync(Ready, () => ReadinessAsync(restarted));
        await using var own = NpgsqlDataSource.Create(TestRoles.Service(_database));
        await using var granted = own.CreateCommand("delete from migrated");
        Assert.Equal(2, await granted.ExecuteNonQueryAsync(Cancellation));
    }

    private Task<TestService> StartAsync() => TestService.StartAsync(
        parts: builder => builder.AddPostgres("Sample", typeof(RequiredSchemaTests).Assembly),
        settings:
        [
            ("ConnectionStrings:Sample", TestRoles.Service(_database)),
            ("ConnectionStrings:SampleMigrations", TestRoles.Owner(_database)),
        ]);

    private static Task MigrateAsync(TestService service) =>
        service.Services.GetRequiredService<Migrations>().RunAsync(Cancellation);

    private static async Task<string> ReadinessAsync(TestService service)
    {
        using var answer = await service.Client.GetAsync("/health/ready", Cancellation);
        return await answer.Content.ReadAsStringAsync(Cancellation);
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var owner = NpgsqlDataSource.Create(TestRoles.Owner(_database));
        await using var command = owner.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Cancellation);
    }
}
