using Local;
using Npgsql;
using Testing;

namespace EndToEnd.Tests;

public sealed class MigrationsTests : IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("evenkeel-migrations-").FullName;
    private PrivatePostgres? _postgres;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private PrivatePostgres Postgres => _postgres!;

    public async ValueTask InitializeAsync() => _postgres = await PrivatePostgres.StartAsync(Cancellation);

    public async ValueTask DisposeAsync()
    {
        await Postgres.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    [Theory]
    [InlineData("UsersService", "Users", "truncate users")]
    [InlineData("SreService", "Sre", "truncate incidents")]
    public async Task Step_creates_the_schema_and_may_be_repeated_and_run_at_once(
        string program, string connection, string forbidden)
    {
        var access = await AccessAsync();

        var ended = await Task.WhenAll(
            MigrationStep.RunAsync(program, connection, access), MigrationStep.RunAsync(program, connection, access));
        var again = await MigrationStep.RunAsync(program, connection, access);

        Assert.Equal([0, 0, 0], [.. ended.Select(step => step.ExitCode), again.ExitCode]);
        Assert.Contains("applied 0 migrations", again.Output, StringComparison.Ordinal);
        Assert.Equal(
            1L, await ExecuteAsync(
                access.Service, "select count(*) from schema_migrations where scriptname like '% version 00__'"));
        var refused = await Assert.ThrowsAsync<PostgresException>(() => ExecuteAsync(access.Service, forbidden));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
    }

    [Fact]
    public async Task Step_with_a_wrong_password_fails_with_the_reason_and_without_the_password()
    {
        var access = await AccessAsync();
        var wrong = new NpgsqlConnectionStringBuilder(access.Migrations) { Password = "not-the-password" };

        var ended = await MigrationStep.RunAsync(
            "UsersService", "Users", access with { Migrations = wrong.ConnectionString });

        Assert.Equal(1, ended.ExitCode);
        Assert.Matches("Migrations failed: .*28P01: password authentication failed .*sample_owner", ended.Output);
        Assert.DoesNotContain("not-the-password", ended.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Step_without_a_connection_string_fails_and_names_it()
    {
        var ended = await MigrationStep.RunAsync("SreService", "Sre", new DatabaseAccess("", ""));

        Assert.Equal(1, ended.ExitCode);
        Assert.Contains("ConnectionStrings:Sre: is required.", ended.Output, StringComparison.Ordinal);
    }

    private async Task<DatabaseAccess> AccessAsync()
    {
        var options = new LocalOptions { Postgres = Postgres.ConnectionString("postgres"), Data = _data };
        var screen = new QuietScreen();
        await using var local = await LocalDatabase.StartAsync(options, screen, Cancellation);
        return await local.EnsureAsync("sample", options, screen, Cancellation);
    }

    private static async Task<object?> ExecuteAsync(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection($"{connectionString};Pooling=false");
        await connection.OpenAsync(Cancellation);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Cancellation);
    }
}
