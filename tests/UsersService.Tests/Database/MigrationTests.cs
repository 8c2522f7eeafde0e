using Dapper;
using Npgsql;
using Testing;

namespace UsersService.Tests.Database;

/// <summary>What a migration does to the replicas that serve meanwhile.</summary>
public sealed class MigrationTests(PostgresFixture postgres)
{
    private const int FirstForRunningReplicas = 5;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Users_are_read_while_a_migration_waits_for_the_table()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var other = await OpenAsync(database);
        await other.ExecuteAsync(
            """
            delete from schema_migrations where scriptname ~ '[.]000[5-9]_| version ';
            alter table user_history drop column client_request_id;
            alter table users
                drop column name_starts, drop column email_starts, drop column computed_version, drop column synthetic;
            drop function remove_synthetic_users(integer);
            create index users_by_email_beginning on users (email_folded);
            create index deleted_users_by_email_beginning on users (email_folded);
            """);
        await using var reading = await other.BeginTransactionAsync(Cancellation);
        await other.ExecuteAsync("select from users");
        await using var reader = await OpenAsync(database);

        await using var api = new UsersApi(
            database, ("ConnectionStrings:UsersMigrations", $"{TestRoles.Owner(database)};Command Timeout=1"));
        api.Start();
        var migrations = api.MigrateAsync();
        await Eventually.HoldsAsync(
            () => reader.ExecuteScalarAsync<bool>(
                """
                select exists (
                    select from pg_locks
                    where relation = 'users'::regclass and waitstart < clock_timestamp() - interval '1.5 s')
                """),
            TimeSpan.FromSeconds(30));
        await reader.ExecuteAsync(new CommandDefinition(
            "select from users", commandTimeout: 20, cancellationToken: Cancellation));
        await reading.RollbackAsync(Cancellation);
        await migrations;

        Assert.Equal(200, (await api.UntilAsync("/health/ready", answer => answer.Status == 200)).Status);
    }

    [Fact]
    public void Migration_limits_its_wait_for_locks_and_builds_no_index_while_nobody_can_read()
    {
        foreach (var (name, script) in Scripts().Skip(FirstForRunningReplicas - 1))
        {
            Assert.True(script.Contains("set local lock_timeout", StringComparison.Ordinal), name);
            Assert.False(
                script.Contains("alter table", StringComparison.Ordinal)
                && script.Contains("create index", StringComparison.Ordinal),
                name);
        }
    }

    private static IEnumerable<(string Name, string Text)> Scripts()
    {
        var assembly = typeof(Program).Assembly;
        foreach (var name in assembly.GetManifestResourceNames().Order(StringComparer.Ordinal))
        {
            if (name.Contains(".Migrations.", StringComparison.Ordinal))
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                yield return (name, reader.ReadToEnd());
            }
        }
    }

    private static async Task<NpgsqlConnection> OpenAsync(string database)
    {
        var connection = new NpgsqlConnection(database);
        await connection.OpenAsync(Cancellation);
        return connection;
    }
}
