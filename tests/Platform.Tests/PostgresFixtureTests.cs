using Npgsql;
using Testing;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace Platform.Tests;

public sealed class PostgresFixtureTests(PostgresFixture postgres)
{
    [Fact]
    public async Task Each_test_class_gets_an_empty_database()
    {
        await using var connection = new NpgsqlConnection(await postgres.CreateEmptyDatabaseAsync());
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var command = new NpgsqlCommand(
            "select count(*) from pg_tables where schemaname = 'public'", connection);

        Assert.Equal(0L, await command.ExecuteScalarAsync(TestContext.Current.CancellationToken));
    }
}
