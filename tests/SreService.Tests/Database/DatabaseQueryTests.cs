using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using SreService.Database;
using Testing;

namespace SreService.Tests.Database;

public sealed class DatabaseQueryTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Query_returns_what_the_database_answers()
    {
        await using var source = NpgsqlDataSource.Create(await postgres.CreateEmptyDatabaseAsync());

        Assert.Equal("42", await AskAsync(source, "select '42'", Cancellation));
    }

    [Fact]
    public async Task Rejected_query_returns_null()
    {
        await using var source = NpgsqlDataSource.Create(await postgres.CreateEmptyDatabaseAsync());

        Assert.Null(await AskAsync(source, "select * from missing", Cancellation));
    }

    [Fact]
    public async Task Query_of_an_unreachable_database_returns_null()
    {
        await using var source = NpgsqlDataSource.Create($"Host=127.0.0.1;Port={FreePorts.Next()};Username=nobody");

        Assert.Null(await AskAsync(source, "select '42'", Cancellation));
    }

    [Fact]
    public async Task Query_that_its_client_cancels_does_not_return_null()
    {
        await using var source = NpgsqlDataSource.Create(await postgres.CreateEmptyDatabaseAsync());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => AskAsync(source, "select '42'", new CancellationToken(canceled: true)));
    }

    private static Task<string?> AskAsync(NpgsqlDataSource source, string sql, CancellationToken cancellationToken)
    {
        var query = new DatabaseQuery(source, TimeProvider.System, NullLogger<DatabaseQuery>.Instance);
        return query.TryAsync(
            async (connection, token) =>
            {
                await using var command = new NpgsqlCommand(sql, connection);
                return (string)(await command.ExecuteScalarAsync(token))!;
            },
            cancellationToken);
    }
}
