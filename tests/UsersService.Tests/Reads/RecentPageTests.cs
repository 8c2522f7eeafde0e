using Dapper;
using Npgsql;
using Testing;

namespace UsersService.Tests.Reads;

/// <summary>One process: which pages it answers without asking the database again, and to whom.</summary>
public sealed class RecentPageTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const string Page = "/api/users?limit=2&count=exact";

    private UsersApi _api = null!;

    public async ValueTask InitializeAsync()
    {
        _api = new UsersApi(await postgres.CreateDatabaseAsync(), ("Cache:FreshFor", "00:00:05"));
        await _api.InitializeAsync();
        foreach (var name in (string[])["Ada", "Grace", "Mary"])
        {
            await _api.CreateAsync(name);
        }
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData(Page)]
    [InlineData("/api/users")]
    [InlineData("/api/users?view=full&q=a")]
    public async Task Page_is_answered_again_with_the_same_headers(string page)
    {
        var first = await GetAsync(page);
        await RenameAllAsync();

        var second = await GetAsync(page);

        Assert.Equal(
            (200, first.Body, first.ETag, first.Header("Link"), first.Header("X-Total-Count")),
            (second.Status, second.Body, second.ETag, second.Header("Link"), second.Header("X-Total-Count")));
        Assert.Equal(304, (await GetAsync(page, ("If-None-Match", first.ETag!))).Status);
        Assert.Equal(400, (await GetAsync(page, ("If-None-Match", "wrong"))).Status);
    }

    [Fact]
    public async Task Pages_differ_by_every_part_of_their_address()
    {
        var plain = await GetAsync("/api/users?limit=2");
        var next = plain.Header("Link")!.Split('<', '>')[1];

        Assert.Contains("\"Ada\"", (await GetAsync(next)).Body, StringComparison.Ordinal);
        Assert.DoesNotContain("\"version\"", plain.Body, StringComparison.Ordinal);
        Assert.Contains("\"version\"", (await GetAsync("/api/users?limit=2&view=full")).Body, StringComparison.Ordinal);
        Assert.Null(plain.Header("X-Total-Count"));
        Assert.Equal("3", (await GetAsync(Page)).Header("X-Total-Count"));
    }

    [Fact]
    public async Task Write_of_this_process_is_seen_at_once_by_every_client()
    {
        await GetAsync(Page);

        var id = (await _api.CreateAsync("Emmy")).Id;
        Assert.Equal(("4", true), await CountAndFindAsync("Emmy"));

        await _api.SendAsync("PATCH", $"/api/users/{id}", """{"name":"Amalie"}""");
        Assert.Equal(("4", true), await CountAndFindAsync("Amalie"));

        await _api.SendAsync("DELETE", $"/api/users/{id}");
        Assert.Equal(("3", false), await CountAndFindAsync("Amalie"));
    }

    [Theory]
    [InlineData("X-Last-Write", "0/0")]
    [InlineData("Cookie", "last_write=0/0")]
    public async Task Client_that_wrote_through_another_process_is_answered_from_the_database(
        string header, string value)
    {
        await GetAsync(Page);
        await RenameAllAsync();

        Assert.Contains("Later", (await GetAsync(Page, (header, value))).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", true)]
    [InlineData("3600000", false)]
    [InlineData("-1", false)]
    public async Task Page_that_was_read_before_the_clients_last_write_is_read_again(string age, bool isReadAgain)
    {
        await GetAsync(Page);
        await RenameAllAsync();

        var page = await GetAsync(Page, ("X-Evenkeel-Last-Write-Age", age));

        Assert.Equal(isReadAgain, page.Body.Contains("Later", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Change_by_another_process_is_seen_when_the_page_expires()
    {
        await GetAsync(Page);
        await RenameAllAsync();

        await Eventually.HoldsAsync(
            async () => (await GetAsync(Page)).Body.Contains("Later", StringComparison.Ordinal),
            TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Concurrent_reads_share_one_query()
    {
        await using var connection = new NpgsqlConnection(_api.Database);
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var holding = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync("lock table users", transaction: holding);

        var asking = Enumerable.Range(0, 10).Select(_ => GetAsync("/api/users?limit=3")).ToArray();
        await Eventually.EqualAsync(1, WaitingAsync);
        await holding.RollbackAsync(TestContext.Current.CancellationToken);

        Assert.Single((await Task.WhenAll(asking)).Select(answer => (answer.Status, answer.Body)).Distinct());
    }

    private async Task<(string? Count, bool Found)> CountAndFindAsync(string name)
    {
        var page = await GetAsync(Page);
        return (page.Header("X-Total-Count"), page.Body.Contains(name, StringComparison.Ordinal));
    }

    private Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) =>
        _api.SendAsync("GET", path, null, [("X-Forwarded-For", "192.0.2.7"), .. headers]);

    /// <summary>As another process would.</summary>
    private async Task RenameAllAsync()
    {
        await using var connection = new NpgsqlConnection(_api.Database);
        await connection.ExecuteAsync("update users set name = 'Later', version = version + 1");
    }

    private async Task<int> WaitingAsync()
    {
        await using var connection = new NpgsqlConnection(_api.Database);
        return await connection.ExecuteScalarAsync<int>(
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'");
    }
}
