using System.Data;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Testing;
using UsersService.Erasure;
using UsersService.Users;

namespace UsersService.Tests.Users;

/// <summary>The users of a version without full case folding and starts of words.</summary>
public sealed class ComputedColumnsTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly NpgsqlConnection _connection = new();
    private readonly Messages _log = new();
    private string _database = "";

    public async ValueTask InitializeAsync()
    {
        _database = await postgres.CreateDatabaseAsync();
        await using var api = new UsersApi(_database);
        await api.InitializeAsync();
        _connection.ConnectionString = _database;
        await _connection.OpenAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    [Fact]
    public async Task Keys_and_folded_text_are_computed_again()
    {
        await AddAsync("Ꭰ Straße", "ﬁ-σοφός@example.org", "ﬁ-σοφός@example.org");
        await AddAsync("Ada", "ada@example.org", "ada@example.org");

        await ApplyAsync();

        Assert.Equal(
            [
                ("fi-σοφόσ@example.org", "Ꭰ strasse", "fi-σοφοσ@example.org", "Ꭰ s st"),
                ("ada@example.org", "ada", "ada@example.org", "a ad"),
            ],
            await StoredAsync());
        Assert.Empty(_log.All);
    }

    [Fact]
    public async Task Migrations_bring_users_of_older_replicas_up_to_date()
    {
        await AddAsync("Ada", "ada@example.org", "ada@example.org");

        await using var restarted = new UsersApi(_database);
        await restarted.InitializeAsync();

        Assert.Equal("a ad", Assert.Single(await StoredAsync()).Starts);
    }

    [Fact]
    public async Task Purge_computes_what_an_older_replica_left_out_even_when_a_newer_one_has_changed_the_user_since()
    {
        await using var api = new UsersApi(_database);
        await api.InitializeAsync();
        var user = await api.CreateAsync("Ada", "ada@example.org");
        await _connection.ExecuteAsync("update users set name = 'Bob', name_folded = 'bob', version = version + 1");
        await api.SendAsync("PATCH", $"/api/users/{user.Id}", """{"email":"bob@example.org"}""");
        var before = Assert.Single(await StoredAsync()).Starts;

        await api.Services.GetServices<IHostedService>().OfType<Purge>().Single()
            .RunAsync(TestContext.Current.CancellationToken);

        Assert.Equal(("a ad", "b bo"), (before, Assert.Single(await StoredAsync()).Starts));
    }

    [Fact]
    public async Task Users_that_this_version_wrote_are_up_to_date()
    {
        await using var api = new UsersApi(_database);
        await api.InitializeAsync();
        var user = await api.CreateAsync();
        var another = await api.CreateAsync();

        await api.SendAsync("PATCH", $"/api/users/{user.Id}", """{"name":"Bob"}""");
        await api.SendAsync("DELETE", $"/api/users/{another.Id}");
        await api.SendAsync("POST", $"/api/users/{another.Id}/restore");

        Assert.Equal([2, 3], await _connection.QueryAsync<int>(
            "select version from users where computed_version = version order by id"));
    }

    [Fact]
    public async Task Users_whose_keys_collide_are_kept_and_reported()
    {
        await AddAsync("A", "σοφός@example.org", "σοφός@example.org");
        await AddAsync("B", "ΣΟΦΌΣ@example.org", "σοφόσ@example.org");
        await AddAsync("C", "ſ@example.org", "ſ@example.org");
        await AddAsync("D", "ß@example.org", "ß@example.org");
        await AddAsync("E", "ẞ@example.org", "ẞ@example.org");

        await ApplyAsync();

        Assert.Equal(
            ["σοφός@example.org", "σοφόσ@example.org", "s@example.org", "ss@example.org", "ẞ@example.org"],
            (await StoredAsync()).Select(user => user.EmailKey));
        Assert.Equal(2, _log.All.Count);
        Assert.Contains("user 1 differs", _log.All[0], StringComparison.Ordinal);
        Assert.Contains("user 5 differs", _log.All[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Time_grows_with_the_number_of_users_and_not_with_its_square()
    {
        const int Users = 10_000;
        await _connection.ExecuteAsync(
            $"""
            insert into users (name, email, email_key, name_folded, email_folded)
            select 'Ada', n || '@example.org', n || '@example.org', 'ada', n || '@example.org'
            from generate_series(1, {Users}) n;
            analyze users
            """);
        await using var other = new NpgsqlConnection(_database);
        await other.OpenAsync(TestContext.Current.CancellationToken);
        await using var keepsDeadRows = await other.BeginTransactionAsync(
            IsolationLevel.RepeatableRead, TestContext.Current.CancellationToken);
        await other.ExecuteAsync("select from users limit 1");
        var before = await IndexEntriesReadAsync();

        await ApplyAsync();

        await Eventually.EqualAsync(0, () => _connection.ExecuteScalarAsync<int>(
            "select count(*) from pg_stat_activity where application_name = 'data migration'"));
        Assert.InRange(await IndexEntriesReadAsync() - before, Users, 4 * Users);
    }

    private Task<long> IndexEntriesReadAsync() => _connection.ExecuteScalarAsync<long>(
        "select sum(idx_tup_read) from pg_stat_user_indexes where relname = 'users'");

    private async Task ApplyAsync()
    {
        await using var source = NpgsqlDataSource.Create($"{_database};Application Name=data migration");
        await new ComputedColumns(_log).ApplyAsync(source, TestContext.Current.CancellationToken);
    }

    private Task<int> AddAsync(string name, string email, string key) => _connection.ExecuteAsync(
        """
        insert into users (name, email, email_key, name_folded, email_folded)
        values (@name, @email, @key, 'old', 'old')
        """,
        new { name, email, key });

    private async Task<IEnumerable<(string EmailKey, string Name, string Email, string Starts)>> StoredAsync() =>
        await _connection.QueryAsync<(string, string, string, string)>(
            "select email_key, name_folded, email_folded, name_starts from users order by id");

    private sealed class Messages : ILogger<ComputedColumns>
    {
        public List<string> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => All.Add(formatter(state, exception));
    }
}
