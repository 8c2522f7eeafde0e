using System.Text.Json;
using Testing;

namespace UsersService.Tests.Listing;

public sealed class ListTests(PostgresFixture postgres, UsersApi api) : IClassFixture<UsersApi>
{
    [Fact]
    public async Task Users_are_listed_newest_first()
    {
        var first = await api.CreateAsync();
        var second = await api.CreateAsync();

        var list = await api.SendAsync("GET", "/api/users?limit=2");

        Assert.Equal([second.Id, first.Id], list.Ids());
    }

    [Fact]
    public async Task Listed_user_has_the_four_contract_members_in_order()
    {
        await api.CreateAsync("Zoë", "zoe@example.com");

        var user = (await api.SendAsync("GET", "/api/users?limit=1")).Json[0];

        Assert.Equal(["id", "name", "email", "created_at"], user.EnumerateObject().Select(member => member.Name));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$", user.GetProperty("created_at").GetString());
    }

    [Fact]
    public async Task Links_visit_every_user_once_while_others_are_created_and_deleted()
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
            seen.AddRange(page.Ids());
            next = page.LinkTo("next");
            var other = await api.CreateAsync();
            await api.SendAsync("DELETE", $"/api/users/{other.Id}");
        }

        Assert.Equal(there.AsEnumerable().Reverse(), seen.Where(there.Contains));
        Assert.Equal(seen.Distinct(), seen);
    }

    [Fact]
    public async Task List_without_a_limit_is_capped_and_says_so()
    {
        await using var capped = new UsersApi(
            await postgres.CreateDatabaseAsync(), ("Users:ListCap", "2"), ("Users:Seed", "true"));
        await capped.InitializeAsync();

        var list = await capped.UntilAsync("/api/users", answer => answer.Json.GetArrayLength() > 0);

        Assert.Equal(2, list.Json.GetArrayLength());
        Assert.Equal("true", list.Header("X-Result-Truncated"));
        Assert.Equal(1, (await capped.SendAsync("GET", list.LinkTo("next")!)).Json.GetArrayLength());
    }

    [Fact]
    public async Task Last_page_has_no_next_link()
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
    [InlineData("sort=nam")]
    [InlineData("=1")]
    [InlineData("%00=1")]
    public async Task Invalid_or_unknown_query_parameter_is_named(string query)
    {
        var answer = await api.SendAsync("GET", $"/api/users?{query}");

        Assert.Equal((400, "Invalid query parameter"), (answer.Status, answer.Error));
        Assert.Equal(
            Uri.UnescapeDataString(query.Split('=')[0]),
            answer.Json.GetProperty("details").EnumerateObject().Single().Name);
    }

    [Theory]
    [InlineData("sort=NAME")]
    [InlineData("sort=--name")]
    [InlineData("sort=name,id")]
    [InlineData("q=")]
    [InlineData("q=%20")]
    [InlineData("q=%CC%81")]
    [InlineData("q=a%00")]
    [InlineData("q=a%0Ab")]
    [InlineData(
        "q=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("email=ada")]
    [InlineData("ids=")]
    [InlineData("ids=1,,2")]
    [InlineData("ids=1,%202")]
    [InlineData("ids=01")]
    [InlineData("ids=9223372036854775808")]
    [InlineData("created_after=yesterday")]
    [InlineData("created_after=2026-11-23")]
    [InlineData("created_after=11/12/2026")]
    [InlineData("created_before=1:00")]
    [InlineData("created_before=%2B1")]
    [InlineData("created_after=2026-11-23T09:07:10")]
    [InlineData("created_before=2026-02-30T09:07:10Z")]
    [InlineData("created_before=2026-11-23T09:07:10+00:00")]
    [InlineData("status=gone")]
    [InlineData("view=short")]
    [InlineData("count=1")]
    public async Task Invalid_value_is_named(string query)
    {
        var answer = await api.SendAsync("GET", $"/api/users?{query}");

        Assert.Equal((400, "Invalid query parameter"), (answer.Status, answer.Error));
        Assert.Equal(query.Split('=')[0], answer.Json.GetProperty("details").EnumerateObject().Single().Name);
    }

    [Theory]
    [InlineData("王")]
    [InlineData("ki")]
    [InlineData("K")]
    [InlineData("ex")]
    [InlineData("太郎")]
    [InlineData("太")]
    [InlineData("郎さ")]
    [InlineData("수")]
    [InlineData("철수")]
    [InlineData("\U00020bb7")]
    public async Task One_or_two_letters_find_the_beginning_of_any_word(string search)
    {
        var user = await api.CreateAsync("Ada King 佐藤太郎さん 王 김철수 \U00020bb7田");

        var found = await api.SendAsync("GET", $"/api/users?q={Uri.EscapeDataString(search)}&ids={user.Id}");

        Assert.Equal([user.Id], found.Ids());
    }

    [Theory]
    [InlineData("in")]
    [InlineData("d")]
    [InlineData("郎太")]
    [InlineData("%")]
    public async Task One_or_two_letters_do_not_find_other_parts(string search)
    {
        var user = await api.CreateAsync("Ada King 佐藤太郎");

        var found = await api.SendAsync("GET", $"/api/users?q={Uri.EscapeDataString(search)}&ids={user.Id}");

        Assert.Empty(found.Ids());
    }

    [Fact]
    public async Task All_errors_are_reported_together()
    {
        var values = await api.SendAsync("GET", "/api/users?limit=0&sort=x&email=x&view=full");
        var names = await api.SendAsync("GET", "/api/users?limit=1&limit=2&offset=5&page=1");

        Assert.Equal(["limit", "sort", "email"], Wrong(values));
        Assert.Equal(["limit", "offset", "page"], Wrong(names).Order(StringComparer.Ordinal));
        Assert.Equal(["Not a valid email address."], values.Details("email"));
    }

    [Theory]
    [InlineData("2026-11-23T09:07:10Z")]
    [InlineData("2026-11-23T09:07:10.935110Z")]
    [InlineData("2026-11-23T09:07:10.9%2B01:00")]
    [InlineData("2026-11-23T09:07:10-11:30")]
    [InlineData("2026-11-23t09:07:10.123456789z")]
    [InlineData("2026-11-23T09:07:10-23:59")]
    [InlineData("2016-12-31T23:59:60Z")]
    [InlineData("0000-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59.999999999Z")]
    public async Task Every_rfc_3339_time_is_accepted(string time) =>
        Assert.Equal(200, (await api.SendAsync("GET", $"/api/users?created_after={time}")).Status);

    [Fact]
    public async Task Full_view_has_four_more_members()
    {
        var created = await api.CreateAsync();

        var user = (await api.SendAsync("GET", $"/api/users?ids={created.Id}&view=full")).Json[0];

        Assert.Equal(
            ["id", "name", "email", "created_at", "updated_at", "deleted_at", "purge_at", "version"],
            user.EnumerateObject().Select(member => member.Name));
        Assert.Equal(user.GetProperty("created_at").GetString(), user.GetProperty("updated_at").GetString());
        Assert.Equal(
            (JsonValueKind.Null, 1),
            (user.GetProperty("deleted_at").ValueKind, user.GetProperty("version").GetInt32()));
    }

    [Fact]
    public async Task Unchanged_page_is_a_304()
    {
        var user = await api.CreateAsync();
        var address = $"/api/users?ids={user.Id}&count=exact";
        var page = await api.SendAsync("GET", address);

        var same = await api.SendAsync("GET", address, null, ("If-None-Match", page.ETag!));
        await api.SendAsync("PATCH", $"/api/users/{user.Id}", """{"name":"Another"}""");
        var changed = await api.SendAsync("GET", address, null, ("If-None-Match", page.ETag!));
        var full = await api.SendAsync("GET", $"{address}&view=full", null, ("If-None-Match", changed.ETag!));

        Assert.StartsWith("W/\"", page.ETag, StringComparison.Ordinal);
        Assert.Equal((304, "", page.ETag, "1"), (same.Status, same.Body, same.ETag, same.Header("X-Total-Count")));
        Assert.Equal((200, 200), (changed.Status, full.Status));
    }

    [Fact]
    public async Task Head_of_a_list_has_its_headers()
    {
        await api.CreateAsync();
        await api.CreateAsync();

        var list = await api.SendAsync("GET", "/api/users?limit=1&count=exact");
        var headers = await api.SendAsync("HEAD", "/api/users?limit=1&count=exact");

        Assert.Equal((200, "", list.ETag), (headers.Status, headers.Body, headers.ETag));
        Assert.Equal(list.Header("X-Total-Count"), headers.Header("X-Total-Count"));
        Assert.NotNull(headers.LinkTo("next"));
    }

    [Fact]
    public async Task Links_lead_to_next_previous_and_first_page_and_keep_the_parameters()
    {
        long[] ids = [
            (await api.CreateAsync("Link 1")).Id, (await api.CreateAsync("Link 2")).Id,
            (await api.CreateAsync("Link 3")).Id];

        var first = await api.SendAsync("GET", "/api/users?q=link%20&sort=name&limit=1&view=full&count=capped");
        var second = await api.SendAsync("GET", first.LinkTo("next")!);
        var third = await api.SendAsync("GET", second.LinkTo("next")!);

        Assert.Equal(ids, first.Ids().Concat(second.Ids()).Concat(third.Ids()));
        Assert.Equal((null, null, null), (first.LinkTo("prev"), first.LinkTo("first"), third.LinkTo("next")));
        Assert.Equal(first.Body, (await api.SendAsync("GET", second.LinkTo("prev")!)).Body);
        Assert.Equal(first.Body, (await api.SendAsync("GET", third.LinkTo("first")!)).Body);
        Assert.Equal(("3", null), (third.Header("X-Total-Count"), third.Header("X-Total-Count-Capped")));
    }

    [Theory]
    [InlineData("name")]
    [InlineData("-created_at")]
    public async Task Empty_page_links_back_to_the_previous_one(string sort)
    {
        var users = new[] { await api.CreateAsync("Gone 1"), await api.CreateAsync("Gone 2") };
        var first = await api.SendAsync("GET", $"/api/users?q=gone%20&limit=1&sort={sort}");
        await api.SendAsync("DELETE", $"/api/users/{users.Single(user => user.Id != first.Ids()[0]).Id}");

        var second = await api.SendAsync("GET", first.LinkTo("next")!);
        var back = await api.SendAsync("GET", second.LinkTo("prev")!);

        Assert.Equal(("[]", null, first.Body), (second.Body, second.LinkTo("next"), back.Body));
        await api.SendAsync("DELETE", $"/api/users/{first.Ids()[0]}");
    }

    [Theory]
    [InlineData("sort=name")]
    [InlineData("sort=created_at")]
    [InlineData("status=all")]
    [InlineData("q=ada")]
    [InlineData("created_after=2020-01-01T00:00:00Z")]
    public async Task Cursor_is_valid_for_its_own_list_only(string other)
    {
        await api.CreateAsync();
        await api.CreateAsync();
        var next = (await api.SendAsync("GET", "/api/users?limit=1")).LinkTo("next")!;

        var answer = await api.SendAsync("GET", $"{next}&{other}");

        Assert.Equal((400, "Invalid cursor"), (answer.Status, answer.Error));
        Assert.Equal(
            200,
            (await api.SendAsync(
                "GET", next.Replace("limit=1", "limit=2&view=full&count=exact", StringComparison.Ordinal))).Status);
    }

    [Fact]
    public async Task Longest_name_and_email_fit_into_a_cursor()
    {
        var (name, email) = (
            new string('\ufdfa', 100),
            $"{new string('a', 64)}@{string.Join('.', Enumerable.Repeat(new string('b', 46), 4))}");
        await api.CreateAsync(name, email);
        await api.CreateAsync(name);

        foreach (var sort in new[] { "name", "-name", "email", "-email" })
        {
            var pages = new List<long>();
            for (var next = $"/api/users?sort={sort}&limit=1"; next is not null;)
            {
                var page = await api.SendAsync("GET", next);
                pages.AddRange(page.Ids());
                next = page.LinkTo("next");
                Assert.InRange(next?.Length ?? 0, 0, 2048);
            }

            Assert.Equal(pages.Distinct(), pages);
        }
    }

    [Fact]
    public async Task Capped_count_says_that_there_are_more()
    {
        await using var api = new UsersApi(await postgres.CreateDatabaseAsync());
        await api.InitializeAsync();
        await StoredUsers.ReplaceAsync(api.Database, [.. Enumerable.Range(1, 10_001).Select(id => new StoredUser(
            id, "Ada", $"ada{id}@example.com", DateTime.UnixEpoch, DateTime.UnixEpoch, StoredState.Active))]);

        var capped = await api.SendAsync("GET", "/api/users?limit=1&count=capped");
        var exact = await api.SendAsync("GET", "/api/users?limit=1&count=exact");
        var none = await api.SendAsync("GET", "/api/users?limit=1&count=none");

        Assert.Equal(("10000", "true"), (capped.Header("X-Total-Count"), capped.Header("X-Total-Count-Capped")));
        Assert.Equal(("10001", null), (exact.Header("X-Total-Count"), exact.Header("X-Total-Count-Capped")));
        Assert.Null(none.Header("X-Total-Count"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("%00")]
    public async Task Forged_cursor_is_refused(string cursor)
    {
        var answer = await api.SendAsync("GET", $"/api/users?cursor={cursor}");

        Assert.Equal((400, "Invalid cursor"), (answer.Status, answer.Error));
        Assert.NotEmpty(answer.Details("cursor"));
    }

    [Fact]
    public async Task Cursor_of_one_replica_is_valid_at_another()
    {
        await api.CreateAsync();
        await api.CreateAsync();
        await using var other = new UsersApi(api.Database);
        await other.InitializeAsync();

        var page = await api.SendAsync("GET", "/api/users?limit=1");
        var next = await other.SendAsync("GET", page.LinkTo("next")!);

        Assert.Equal(200, next.Status);
        Assert.NotEqual(page.Ids(), next.Ids());
    }

    private static IEnumerable<string> Wrong(Answer answer) =>
        answer.Json.GetProperty("details").EnumerateObject().Select(parameter => parameter.Name);
}
