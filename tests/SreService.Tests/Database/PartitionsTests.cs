using Dapper;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using SreService.Database;
using Testing;

namespace SreService.Tests.Database;

public sealed class PartitionsTests(PostgresFixture postgres)
{
    private static readonly DateTimeOffset Noon = SreSystem.Noon;

    private readonly Partitions _partitions = new(new FakeTimeProvider(Noon));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Partitions_exist_for_the_given_times_and_until_the_day_after_tomorrow()
    {
        await using var connection = await ConnectAsync();

        await _partitions.EnsureAsync(connection, [Noon.AddDays(-3), Noon.AddDays(-3).AddHours(1)], Cancellation);

        Assert.Equal(
            ["slices_p20261120", "slices_p20261123", "slices_p20261124", "slices_p20261125"],
            await PartitionsAsync(connection));
    }

    [Fact]
    public async Task Partitions_are_checked_again_only_when_they_are_forgotten()
    {
        await using var connection = await ConnectAsync();
        await _partitions.EnsureAsync(connection, [], Cancellation);
        await connection.ExecuteAsync("drop table slices_p20261124");

        await _partitions.EnsureAsync(connection, [], Cancellation);
        Assert.DoesNotContain("slices_p20261124", await PartitionsAsync(connection));

        _partitions.Forget();
        await _partitions.EnsureAsync(connection, [], Cancellation);
        Assert.Contains("slices_p20261124", await PartitionsAsync(connection));
    }

    private async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(TestRoles.Owner(await postgres.CreateDatabaseAsync()));
        await connection.OpenAsync(Cancellation);
        return connection;
    }

    private static Task<IEnumerable<string>> PartitionsAsync(NpgsqlConnection connection) =>
        connection.QueryAsync<string>(
            "select inhrelid::regclass::text from pg_inherits where inhparent = 'slices'::regclass order by 1");
}
