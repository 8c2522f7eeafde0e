using Dapper;
using Microsoft.Extensions.Logging;
using Npgsql;
using Testing;
using UsersService.Users;

namespace UsersService.Tests.Users;

/// <summary>The users of a version without full case folding.</summary>
public sealed class CaseFoldingMigrationTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly NpgsqlConnection _connection = new();
    private readonly Messages _log = new();

    public async ValueTask InitializeAsync()
    {
        var database = await postgres.CreateDatabaseAsync();
        await using var api = new UsersApi(database);
        await api.InitializeAsync();
        _connection.ConnectionString = database;
        await _connection.OpenAsync(TestContext.Current.CancellationToken);
    }

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    [Fact]
    public async Task Migration_runs_once_with_the_first_start() => Assert.Equal(
        1, await _connection.QuerySingleAsync<int>(
            "select count(*)::int from schema_migrations where scriptname like '%CaseFoldingMigration'"));

    [Fact]
    public async Task Keys_and_folded_text_are_computed_again()
    {
        await AddAsync("Ꭰ Straße", "ﬁ-σοφός@example.org", "ﬁ-σοφός@example.org");
        await AddAsync("Ada", "ada@example.org", "ada@example.org");

        Migrate();

        Assert.Equal(
            [
                ("fi-σοφόσ@example.org", "Ꭰ strasse", "fi-σοφοσ@example.org"),
                ("ada@example.org", "old", "old"),
            ],
            await StoredAsync());
        Assert.Empty(_log.All);
    }

    [Fact]
    public async Task Users_whose_keys_collide_are_kept_and_reported()
    {
        await AddAsync("A", "σοφός@example.org", "σοφός@example.org");
        await AddAsync("B", "ΣΟΦΌΣ@example.org", "σοφόσ@example.org");
        await AddAsync("C", "ſ@example.org", "ſ@example.org");
        await AddAsync("D", "ß@example.org", "ß@example.org");
        await AddAsync("E", "ẞ@example.org", "ẞ@example.org");

        Migrate();

        Assert.Equal(
            ["σοφός@example.org", "σοφόσ@example.org", "s@example.org", "ss@example.org", "ẞ@example.org"],
            (await StoredAsync()).Select(user => user.EmailKey));
        Assert.Equal(2, _log.All.Count);
        Assert.Contains("user 1 differs", _log.All[0], StringComparison.Ordinal);
        Assert.Contains("user 5 differs", _log.All[1], StringComparison.Ordinal);
    }

    private void Migrate() => Assert.Empty(new CaseFoldingMigration(_log).ProvideScript(_connection.CreateCommand));

    private Task<int> AddAsync(string name, string email, string key) => _connection.ExecuteAsync(
        """
        insert into users (name, email, email_key, name_folded, email_folded)
        values (@name, @email, @key, 'old', 'old')
        """,
        new { name, email, key });

    private async Task<IEnumerable<(string EmailKey, string Name, string Email)>> StoredAsync() =>
        await _connection.QueryAsync<(string, string, string)>(
            "select email_key, name_folded, email_folded from users order by id");

    private sealed class Messages : ILogger<CaseFoldingMigration>
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
