using System.Text.Json;
using System.Text.RegularExpressions;
using Testing;

namespace UsersService.Tests.Users;

public sealed partial class ListTests(PostgresFixture postgres, UsersApi api) : IClassFixture<UsersApi>
{
    [Fact]
    public async Task Users_are_listed_newest_first()
    {
        var first = await api.CreateAsync();
        var second = await api.CreateAsync();

        var list = await api.SendAsync("GET", "/api/users?limit=2");

        Assert.Equal([second.Id, first.Id], Ids(list));
    }

    [Fact]
    public async Task A_user_in_a_list_has_the_four_members_of_the_contract_in_their_order()
    {
        await api.CreateAsync("Zoë", "zoe@example.com");

        var user = (await api.SendAsync("GET", "/api/users?limit=1")).Json[0];

        Assert.Equal(["id", "name", "email", "created_at"], user.EnumerateObject().Select(member => member.Name));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$", user.GetProperty("created_at").GetString());
    }

    [Fact]
    public async Task Following_the_links_visits_every_user_once_while_others_are_created_and_deleted()
    {
        var there = new List<long>();
        for (var index = 0; index < 7; index++)
        {
            there.Add((await api.CreateAsync()).Id);
        }

        var seen = new List<long>();
        for (var next = "/api/users?limit=2"; next is not null;)
        {
            var page = await api.SendAsync("GET", next);
            seen.AddRange(Ids(page));
            next = NextOf(page);
            var other = await api.CreateAsync();
            await api.SendAsync("DELETE", $"/api/users/{other.Id}");
        }

        Assert.Equal(there.AsEnumerable().Reverse(), seen.Where(there.Contains));
        Assert.Equal(seen.Distinct(), seen);
    }

    [Fact]
    public async Task A_list_without_a_limit_is_capped_and_says_so()
    {
        await using var capped = new UsersApi(await postgres.CreateDatabaseAsync(), ("Users:ListCap", "2"), ("Users:Seed", "true"));
        await capped.InitializeAsync();

        var list = await capped.UntilAsync("/api/users", answer => answer.Json.GetArrayLength() > 0);

        Assert.Equal(2, list.Json.GetArrayLength());
        Assert.Equal("true", list.Header("X-Result-Truncated"));
        Assert.Equal(1, (await capped.SendAsync("GET", NextOf(list)!)).Json.GetArrayLength());
    }

    [Fact]
    public async Task A_list_that_ends_has_no_link()
    {
        await api.CreateAsync();

        var list = await api.SendAsync("GET", "/api/users?limit=1000");

        Assert.Null(list.Header("Link"));
        Assert.Null(list.Header("X-Result-Truncated"));
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=1001")]
    [InlineData("limit=-1")]
    [InlineData("limit=%2B1")]
    [InlineData("limit=")]
    [InlineData("limit=1%00")]
    [InlineData("limit=99999999999999999999")]
    [InlineData("limit=1&limit=2")]
    [InlineData("Limits=1")]
    [InlineData("sort=name")]
    [InlineData("=1")]
    [InlineData("%00=1")]
    public async Task A_query_parameter_that_is_wrong_or_unknown_is_named(string query)
    {
        var answer = await api.SendAsync("GET", $"/api/users?{query}");

        Assert.Equal((400, "Invalid query parameter"), (answer.Status, answer.Error));
        Assert.Equal(Uri.UnescapeDataString(query.Split('=')[0]), answer.Json.GetProperty("details").EnumerateObject().Single().Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("%00")]
    public async Task A_cursor_that_this_service_did_not_write_is_refused(string cursor)
    {
        var answer = await api.SendAsync("GET", $"/api/users?cursor={cursor}");

        Assert.Equal((400, "Invalid cursor"), (answer.Status, answer.Error));
        Assert.NotEmpty(answer.Details("cursor"));
    }

    [Fact]
    public async Task A_cursor_of_one_replica_is_good_at_another()
    {
        await api.CreateAsync();
        await api.CreateAsync();
        await using var other = new UsersApi(api.Database);
        await other.InitializeAsync();

        var page = await api.SendAsync("GET", "/api/users?limit=1");
        var next = await other.SendAsync("GET", NextOf(page)!);

        Assert.Equal(200, next.Status);
        Assert.NotEqual(Ids(page), Ids(next));
    }

    private static long[] Ids(Answer list) => [.. list.Json.EnumerateArray().Select(user => user.GetProperty("id").GetInt64())];

    private static string? NextOf(Answer list) =>
        list.Header("Link") is { } link ? NextLink().Match(link).Groups[1].Value : null;

    [GeneratedRegex("^<(/api/users\\?[^>]*)>; rel=\"next\"$")]
    private static partial Regex NextLink();
}
