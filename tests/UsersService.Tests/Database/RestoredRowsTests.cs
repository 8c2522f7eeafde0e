using Dapper;
using Npgsql;
using Testing;

namespace UsersService.Tests.Database;

/// <summary>A restored dump has the transaction numbers of the cluster that it was made in.</summary>
public sealed class RestoredRowsTests(PostgresFixture postgres) : IAsyncLifetime
{
    private string _database = "";

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync();
        await using var before = new UsersApi(_database);
        await before.InitializeAsync();
        await before.CreateAsync();
        await before.SendAsync("PATCH", "/api/users/1", """{"name":"From this cluster"}""");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Migrations_reset_only_transaction_numbers_ahead_of_the_cluster()
    {
        await using var admin = new NpgsqlConnection(_database);
        await admin.ExecuteAsync(
            """
            insert into user_history (user_id, actor, action, request_id, changed_in, before)
            values (1, 'x', 'updated', 'x', '9000000000000', '{}')
            """);
        var before = await ChangedInAsync(admin, ofAnother: false);

        await using var restarted = new UsersApi(_database);
        await restarted.InitializeAsync();

        Assert.Equal(0, await ChangedInAsync(admin, ofAnother: true));
        Assert.NotEqual(0, before);
        Assert.Equal(before, await ChangedInAsync(admin, ofAnother: false));
    }

    private static Task<long> ChangedInAsync(NpgsqlConnection connection, bool ofAnother) =>
        connection.ExecuteScalarAsync<long>(
            """
            select changed_in::text::bigint from user_history where action = 'updated' and (actor = 'x') = @ofAnother
            """,
            new { ofAnother });
}
