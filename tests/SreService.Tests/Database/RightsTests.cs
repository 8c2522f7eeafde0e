using Dapper;
using Npgsql;
using Testing;

namespace SreService.Tests.Database;

/// <summary>What the database forbids the service's own role, whatever its code tries.</summary>
public sealed class RightsTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly NpgsqlConnection _service = new();

    public async ValueTask InitializeAsync() =>
        _service.ConnectionString = TestRoles.Service(await postgres.CreateDatabaseAsync());

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Theory]
    [InlineData("create table mine (id int)")]
    [InlineData("create schema mine")]
    [InlineData("alter table slices add column mine int")]
    [InlineData("drop table slices")]
    [InlineData("truncate slices")]
    [InlineData("truncate alert_changes")]
    [InlineData("update alert_changes set state = 'resolved'")]
    [InlineData("update happenings set at = now()")]
    [InlineData("delete from incidents")]
    [InlineData("update incident_entries set at = now()")]
    [InlineData("delete from incident_entries")]
    [InlineData("delete from silences")]
    [InlineData("update silences set author = 'somebody else'")]
    [InlineData("delete from ledger_corrections")]
    [InlineData("delete from deploy_overrides")]
    [InlineData("delete from schema_migrations")]
    [InlineData("set role test_owner")]
    public async Task Service_role_may_not(string statement)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => _service.ExecuteAsync(statement));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }
}
