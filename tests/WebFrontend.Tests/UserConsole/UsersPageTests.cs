using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Http;
using Testing;

namespace WebFrontend.Tests.UserConsole;

public sealed class UsersPageTests : IAsyncLifetime
{
    private const string Ada =
        """{"id":1,"name":"Ada Lovelace","email":"ada@example.org","created_at":"2026-11-23T09:07:10.935110+00:00"}""";

    private UsersReplica _users = null!;
    private RunningFrontend _frontend = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _users = await UsersReplica.StartAsync();
        _frontend = RunningFrontend.Start(
            _users, ("Users:Timeout", "00:00:02"), ("Breakers:users:MinimumThroughput", "3"));
    }

    public async ValueTask DisposeAsync()
    {
        await _frontend.DisposeAsync();
        await _users.DisposeAsync();
    }

    [Fact]
    public async Task The_page_shows_users_with_their_number()
    {
        _users.Answer = UsersReplica.List($"[{Ada}]");

        var page = await _frontend.Client.GetStringAsync("/", Cancellation);

        Assert.Contains("<h1>User Management System</h1>", page, StringComparison.Ordinal);
        Assert.Contains("Registered Users (1 total)", page, StringComparison.Ordinal);
        Assert.Contains(">Ada Lovelace</td>", page, StringComparison.Ordinal);
        Assert.Contains(">ada@example.org</td>", page, StringComparison.Ordinal);
        Assert.Contains(">23 Nov 2026, 09:07 UTC</time>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_form_is_the_one_that_the_contract_names()
    {
        var page = await _frontend.Client.GetStringAsync("/", Cancellation);

        Assert.Matches("""<form [^>]*action="/user" method="post" novalidate""", page);
        Assert.Matches("""<input [^>]*name="name" """, page);
        Assert.Matches("""<input [^>]*name="email" """, page);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;")]
    [InlineData("Zoë 😀 O'Brien & Söhne", "Zoë 😀 O&#x27;Brien &amp; Söhne")]
    public async Task Names_are_shown_and_never_run(string name, string encoded)
    {
        _users.Answer = UsersReplica.List($"[{Ada.Replace("Ada Lovelace", name, StringComparison.Ordinal)}]");

        var page = await _frontend.Client.GetStringAsync("/", Cancellation);

        Assert.Contains(encoded, page.Replace("&#x1F600;", "😀", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_list_says_that_it_is_empty()
    {
        var page = await _frontend.Client.GetStringAsync("/", Cancellation);

        Assert.Contains("Registered Users (0 total)", page, StringComparison.Ordinal);
        Assert.Matches("""<p class="empty" id="users-empty">""", page);
    }

    [Fact]
    public async Task A_longer_list_links_to_its_next_page_and_is_counted_whole_in_the_same_call()
    {
        _users.Answer = PageOf("45");

        var page = await _frontend.Client.GetStringAsync("/", Cancellation);

        Assert.Contains("Registered Users (45 total)", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/?cursor=a%2Bb%3D\"", page, StringComparison.Ordinal);
        Assert.Equal(1, _users.Requests);
    }

    [Fact]
    public async Task A_list_longer_than_the_api_counts_is_not_counted_as_if_it_were_whole()
    {
        _users.Answer = PageOf("10000", ("X-Total-Count-Capped", "true"));

        var page = await _frontend.Client.GetStringAsync("/", Cancellation);

        Assert.Contains("Registered Users (10,000+ total)", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_page_asks_for_the_cursor_as_it_was_given()
    {
        string? asked = null;
        _users.Answer = context =>
        {
            asked ??= context.Request.Query["cursor"];
            return UsersReplica.JsonAsync(context, 200, "[]");
        };

        await _frontend.Client.GetStringAsync("/?cursor=a%2Bb%3D%26limit%3D1", Cancellation);

        Assert.Equal("a+b=&limit=1", asked);
    }

    [Fact]
    public async Task A_cursor_that_is_not_valid_is_the_callers_mistake()
    {
        _users.Answer = context => UsersReplica.ProblemAsync(context, 400, "Invalid cursor");

        using var response = await _frontend.Client.GetAsync("/?cursor=x", Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(
            "no longer valid", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stale_users_are_shown_with_their_age()
    {
        _users.Answer = context =>
        {
            context.Response.Headers["X-Data-Freshness"] = "stale";
            context.Response.Headers.Age = "42";
            return UsersReplica.JsonAsync(context, 200, $"[{Ada}]");
        };

        var page = await _frontend.Client.GetStringAsync("/", Cancellation);

        Assert.Contains("This list is 42 seconds old.", page, StringComparison.Ordinal);
        Assert.Contains("Ada Lovelace", page, StringComparison.Ordinal);
    }

    public static TheoryData<string, RequestDelegate> Broken => new()
    {
        { "its database is away", context => UsersReplica.ProblemAsync(context, 503, "Failed to fetch users") },
        { "it fails", context => UsersReplica.ProblemAsync(context, 500, "Internal server error") },
        { "it fails without a body", context => { context.Response.StatusCode = 502; return Task.CompletedTask; } },
        { "it hangs", context => Task.Delay(Timeout.Infinite, context.RequestAborted) },
        { "it hangs up", context => { context.Abort(); return Task.CompletedTask; } },
        { "it talks nonsense", context => context.Response.WriteAsync("<html>") },
        { "it lists nothing", context => UsersReplica.JsonAsync(context, 200, "null") },
        { "its list has no users", context => UsersReplica.JsonAsync(context, 200, """[{"id":"x"}]""") },
        { "it refuses without words", context => { context.Response.StatusCode = 400; return Task.CompletedTask; } },
    };

    [Theory]
    [MemberData(nameof(Broken), DisableDiscoveryEnumeration = true)]
    public async Task Without_users_service_the_page_says_so_and_invents_nothing(string how, RequestDelegate answer)
    {
        Assert.NotEmpty(how);
        _users.Answer = answer;

        using var response = await _frontend.Client.GetAsync("/", Cancellation);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        var page = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("Registered Users (unknown total)", page, StringComparison.Ordinal);
        Assert.Contains("The list of users is unavailable", page, StringComparison.Ordinal);
        Assert.DoesNotMatch("""id="users-empty">""", page);
    }

    [Theory]
    [InlineData("")]
    [InlineData("many")]
    [InlineData("-1")]
    public async Task A_total_that_is_not_said_is_unknown_while_the_page_is_shown(string total)
    {
        _users.Answer = PageOf(total);

        var page = await _frontend.Client.GetStringAsync("/", Cancellation);

        Assert.Contains("Registered Users (unknown total)", page, StringComparison.Ordinal);
        Assert.Contains("Ada Lovelace", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_breaker_opens_when_users_service_fails_and_asks_no_more()
    {
        _users.Answer = context => { context.Abort(); return Task.CompletedTask; };
        for (var request = 0; request < 3; request++)
        {
            using var failed = await _frontend.Client.GetAsync("/", Cancellation);
        }

        var before = _users.Requests;
        using var response = await _frontend.Client.GetAsync("/", Cancellation);

        Assert.Equal(before, _users.Requests);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Contains(
            "\"name\":\"users\",\"state\":\"Open\"", await _frontend.ManagementAsync("/internal/breakers"),
            StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_users_service_that_answers_without_its_database_does_not_open_the_breaker()
    {
        _users.Answer = context => UsersReplica.ProblemAsync(context, 503, "Failed to fetch users");
        for (var request = 0; request < 6; request++)
        {
            using var failed = await _frontend.Client.GetAsync("/", Cancellation);
        }

        Assert.Equal(6, _users.Requests);
    }

    [Fact]
    public async Task A_read_goes_to_the_next_replica_when_one_refuses_the_connection()
    {
        await using var frontend = RunningFrontend.Start([$"http://127.0.0.1:{FreePorts.Next()}", _users.Address]);
        for (var request = 0; request < 4; request++)
        {
            using var response = await frontend.Client.GetAsync("/", Cancellation);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task Calls_carry_the_request_id_the_trace_the_traffic_class_and_the_clients_address()
    {
        using var activity = new Activity("test").Start();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("X-Request-Id", "my-request");
        request.Headers.Add("X-Traffic-Class", "probe");
        request.Headers.Add("X-Forwarded-For", "192.0.2.7");

        using var response = await _frontend.Client.SendAsync(request, Cancellation);

        var sent = _users.Headers.First();
        Assert.Equal("192.0.2.7", sent["X-Forwarded-For"]);
        Assert.Equal(("my-request", "probe"), (sent["X-Request-Id"], sent["X-Traffic-Class"]));
        Assert.StartsWith($"00-{activity.TraceId}-", sent["traceparent"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_in_the_page_comes_from_elsewhere_or_stands_inline()
    {
        var page = await _frontend.Client.GetStringAsync("/", Cancellation);

        Assert.DoesNotMatch("""(src|href)="(https?:)?//""", page);
        Assert.DoesNotMatch("""<style|\sstyle=|\son[a-z]+=|<script(?![^>]*src=)""", page);
    }

    /// <summary>A page of twenty with another behind it.</summary>
    private static RequestDelegate PageOf(string total, params (string Name, string Value)[] headers) => context =>
    {
        context.Response.Headers.Link =
            """</api/users?limit=20&cursor=a%2Bb%3D>; rel="next", </api/users?limit=20>; rel="first" """.TrimEnd();
        context.Response.Headers["X-Total-Count"] = total;
        foreach (var (name, value) in headers)
        {
            context.Response.Headers[name] = value;
        }

        return UsersReplica.JsonAsync(context, 200, $"[{string.Join(',', Enumerable.Repeat(Ada, 20))}]");
    };
}
