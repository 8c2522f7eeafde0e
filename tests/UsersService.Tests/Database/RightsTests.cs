using Dapper;
using Npgsql;
using Testing;

namespace UsersService.Tests.Database;

/// <summary>What the database forbids the service's own role, whatever its code tries.</summary>
public sealed class RightsTests(UsersApi api) : IClassFixture<UsersApi>, IAsyncLifetime
{
    private readonly NpgsqlConnection _service = new(TestRoles.Service(api.Database));

    public async ValueTask InitializeAsync() => await api.CreateAsync();

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Theory]
    [InlineData("create table mine (id int)")]
    [InlineData("create function mine() returns int language sql as 'select 1'")]
    [InlineData("create schema mine")]
    [InlineData("alter table users add column mine int")]
    [InlineData("drop table users")]
    [InlineData("drop index users_email_key")]
    [InlineData("truncate users")]
    [InlineData("delete from users")]
    [InlineData("update users set created_at = now()")]
    [InlineData("update users set erased_at = null")]
    [InlineData("truncate user_history")]
    [InlineData("delete from user_history")]
    [InlineData("update user_history set actor = 'somebody else'")]
    [InlineData("update cursor_key set key = ''")]
    [InlineData("delete from schema_migrations")]
    [InlineData("create role mine")]
    [InlineData("set role test_owner")]
    public async Task Service_role_may_not(string statement)
    {
        var refused = await Assert.ThrowsAsync<PostgresException>(() => _service.ExecuteAsync(statement));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task Service_role_owns_nothing()
    {
        var owned = await _service.QueryAsync<string>(
            """
            select relname::text from pg_class where relowner = current_user::regrole
            union all select proname::text from pg_proc where proowner = current_user::regrole
            union all select nspname::text from pg_namespace where nspowner = current_user::regrole
            union all select typname::text from pg_type where typowner = current_user::regrole
            union all select datname::text from pg_database where datdba = current_user::regrole
            """);

        Assert.Empty(owned);
    }

    [Fact]
    public async Task Other_role_may_not_read()
    {
        await using var admin = new NpgsqlConnection(api.Database);

        var rights = await admin.QueryAsync<string>(
            """
            select grants.table_name || ': ' || grants.privilege_type
            from information_schema.table_privileges grants
            where grants.table_schema = 'public' and grants.grantee not in ('test_owner', 'test_service')
            """);

        Assert.Empty(rights);
    }

    [Fact]
    public async Task Migrations_revoke_rights_granted_by_hand()
    {
        await using (var owner = new NpgsqlConnection(TestRoles.Owner(api.Database)))
        {
            await owner.ExecuteAsync("grant delete on user_history to test_service");
        }

        await api.MigrateAsync();

        await Assert.ThrowsAsync<PostgresException>(() => _service.ExecuteAsync("delete from user_history"));
    }
}
