using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Http;
using Testing;

namespace WebFrontend.Tests.UserConsole;

public sealed class UsersPageTests : IAsyncLifetime
{
    private const string Ada = UsersReplica.Ada;

    private UsersReplica _users = null!;
    private RunningFrontend _frontend = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _users = await UsersReplica.StartAsync();
        _frontend = RunningFrontend.Start(
            _users, ("Users:Timeout", "00:00:02"), ("Breakers:users:MinimumThroughput", "3"),
            // A collector, which need not answer, so that there are traces.
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9"));
    }

    public async ValueTask DisposeAsync()
    {
        await _frontend.DisposeAsync();
        await _users.DisposeAsync();
    }

    [Fact]
    public async Task Page_shows_users_and_their_number()
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
    public async Task Form_has_the_documented_action_and_fields()
    {
        var page = await _frontend.Client.GetStringAsync("/", Cancellation);

        Assert.Matches("""<form [^>]*action="/user" method="post" novalidate""", page);
        Assert.Matches("""<input [^>]*name="name" """, page);
        Assert.Matches("""<input [^>]*name="email" """, page);
    }

    [Theory]
    [InlineData("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;")]
    [InlineData("Zoë 😀 O'Brien & Söhne", "Zoë 😀 O&#x27;Brien &amp; Söhne")]
    public async Task Names_are_encoded(string name, string encoded)
    {
        _users.Answer = UsersReplica.List($"[{Ada.Replace("Ada Lovelace", name, StringComparison.Ordinal)}]");

        var page = await _frontend.Client.GetStringAsync("/", Cancellation);

        Assert.Contains(encoded, page.Replace("&#x1F600;", "😀", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Empty_list_is_reported()
    {
        var page = await _frontend.Client.GetStringAsync("/", Cancellation);

        Assert.Contains("Registered Users (0 total)", page, StringComparison.Ordinal);
        Assert.Matches("""<p class="empty" id="users-empty">""", page);
    }

    [Fact]
    public async Task Long_list_links_to_its_next_page_and_shows_the_total_in_one_call()
    {
        _users.Answer = PageOf("45");

        var page = await _frontend.Client.GetStringAsync("/", Cancellation);

        Assert.Contains("Registered Users (45 total)", page, StringComparison.Ordinal);
        Assert.Contains("href=\"/?cursor=a%2Bb%3D\"", page, StringComparison.Ordinal);
        Assert.Equal(1, _users.Requests);
    }

    [Fact]
    public async Task Capped_total_is_shown_with_a_plus_sign()
    {
        _users.Answer = PageOf("10000", ("X-Total-Count-Capped", "true"));

        var page = await _frontend.Client.GetStringAsync("/", Cancellation);

        Assert.Contains("Registered Users (10,000+ total)", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cursor_is_forwarded_unchanged()
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
    public async Task Invalid_cursor_returns_400()
    {
        _users.Answer = context => UsersReplica.ProblemAsync(context, 400, "Invalid cursor");

        using var response = await _frontend.Client.GetAsync("/?cursor=x", Cancellation);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(
            "no longer valid", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stale_list_is_shown_with_its_age()
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
    public async Task Page_without_users_service_shows_no_list_and_an_unknown_total(string how, RequestDelegate answer)
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
    public async Task Missing_total_is_unknown_and_the_list_is_shown(string total)
    {
        _users.Answer = PageOf(total);

        var page = await _frontend.Client.GetStringAsync("/", Cancellation);

        Assert.Contains("Registered Users (unknown total)", page, StringComparison.Ordinal);
        Assert.Contains("Ada Lovelace", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Open_breaker_stops_calls_to_users_service()
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
            $"\"name\":\"users/{new Uri(_users.Address).Authority}\",\"state\":\"Open\"",
            await _frontend.ManagementAsync("/internal/breakers"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Unavailable_database_does_not_open_the_breaker()
    {
        _users.Answer = context => UsersReplica.ProblemAsync(context, 503, "Failed to fetch users");
        for (var request = 0; request < 6; request++)
        {
            using var failed = await _frontend.Client.GetAsync("/", Cancellation);
        }

        Assert.Equal(6, _users.Requests);
    }

    [Fact]
    public async Task Read_goes_to_the_next_replica_when_one_refuses_the_connection()
    {
        await using var frontend = RunningFrontend.Start([$"http://127.0.0.1:{FreePorts.Next()}", _users.Address]);
        for (var request = 0; request < 4; request++)
        {
            using var response = await frontend.Client.GetAsync("/", Cancellation);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }
    }

    [Fact]
    public async Task Calls_forward_request_id_trace_traffic_class_and_client_address()
    {
        using var activity = new Activity("test").Start();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.Add("X-Request-Id", "my-request");
        request.Headers.Add("X-Evenkeel-Request-Id", "our-request");
        request.Headers.Add("X-Traffic-Class", "probe");
        request.Headers.Add("X-Forwarded-For", "192.0.2.7");

        using var response = await _frontend.Client.SendAsync(request, Cancellation);

        var sent = _users.Headers.First();
        Assert.Equal("192.0.2.7", sent["X-Forwarded-For"]);
        Assert.Equal(("my-request", "probe"), (sent["X-Request-Id"], sent["X-Traffic-Class"]));
        Assert.Equal("our-request", sent["X-Evenkeel-Request-Id"]);
        Assert.StartsWith($"00-{activity.TraceId}-", sent["traceparent"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_has_no_external_or_inline_code()
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
