namespace EndToEnd.Tests.Hostile;

/// <summary>Request targets that servers may read differently, or that are invalid.</summary>
[Collection(SystemFixture.Registering)]
public sealed class AddressTests(SystemFixture system)
{
    private const string Lists = "/api/users";

    [Theory]
    [InlineData("//api/users")]
    [InlineData("/api//users")]
    [InlineData("/api/users//1")]
    [InlineData("/api/./users")]
    [InlineData("/api/users/../users")]
    [InlineData("/api/%2e/users")]
    [InlineData("/api/%2e%2e/sre/slos")]
    [InlineData("/api/users/..%2f..%2fsre")]
    [InlineData("/api%2fusers")]
    [InlineData("/api%5cusers")]
    [InlineData("/api\\users")]
    [InlineData("/api/users/%252e%252e")]
    [InlineData("/api/users/1%2f")]
    [InlineData("/api/users/%c0%ae%c0%ae/")]
    [InlineData("/api/users/%ff")]
    [InlineData("/api/users;x=1")]
    [InlineData("/api/users/1;x=1")]
    [InlineData("/api/users.json")]
    [InlineData("/assets/../appsettings.json")]
    [InlineData("/assets/%2e%2e/appsettings.json")]
    [InlineData("/assets/..%5c..%5cappsettings.json")]
    [InlineData("/sre/../internal/info")]
    [InlineData("/sre/%2e%2e/metrics")]
    [InlineData("/internal/breakers")]
    [InlineData("/metrics")]
    [InlineData("http://h/internal/info")]
    public async Task Path_trick_finds_nothing(string target) =>
        (await system.SendAsync("GET", target)).AssertProblem(404, "Not found");

    [Fact]
    public async Task Asterisk_is_for_OPTIONS_alone()
    {
        var reply = await system.SendAsync("GET", "*");

        reply.AssertProblem(405, "Method not allowed");
        Assert.Contains("\r\nAllow: OPTIONS\r\n", reply.Head, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/users/%00")]
    [InlineData("/%00")]
    [InlineData("/api/users/1%00.json")]
    [InlineData("/api/\u0000users")]
    [InlineData("/api/users/\u00e9")]
    [InlineData("api/users")]
    [InlineData("/api/users /1")]
    [InlineData("/api/users#/../1")]
    public async Task Invalid_request_target_is_refused(string target)
    {
        var reply = await system.SendAsync("GET", target);

        reply.AssertSound();
        Assert.InRange(reply.Status, 400, 404);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("00")]
    [InlineData("01")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("%201")]
    [InlineData("1%20")]
    [InlineData("1.0")]
    [InlineData("1e0")]
    [InlineData("0x1")]
    [InlineData("1,2")]
    [InlineData("%D9%A1")]
    [InlineData("9223372036854775807")]
    [InlineData("9223372036854775808")]
    [InlineData("99999999999999999999999999")]
    [InlineData("NaN")]
    [InlineData("null")]
    [InlineData("1'or'1'='1")]
    [InlineData("$%7B7*7%7D")]
    public async Task Impossible_id_is_not_found(string id)
    {
        foreach (var method in new[] { "GET", "DELETE" })
        {
            (await system.SendAsync(method, $"/api/users/{id}")).AssertProblem(404, "Not found");
        }
    }

    [Theory]
    [InlineData("limit=%00")]
    [InlineData("limit=1%00")]
    [InlineData("limit=-1")]
    [InlineData("limit=0")]
    [InlineData("limit=1001")]
    [InlineData("limit=99999999999999999999")]
    [InlineData("limit=1e2")]
    [InlineData("limit=%D9%A1")]
    [InlineData("limit=")]
    [InlineData("limit")]
    [InlineData("limit=1&limit=2")]
    [InlineData("limit=1&LIMIT=2")]
    [InlineData("limit[]=1")]
    [InlineData("%00=1")]
    [InlineData("=")]
    [InlineData("__proto__=1")]
    [InlineData("x=%ff%fe")]
    public async Task Invalid_query_of_the_list_is_refused(string query) =>
        (await system.SendAsync("GET", $"{Lists}?{query}")).AssertProblem(400, "Invalid query parameter");

    [Fact]
    public async Task Thousand_parameters_are_refused() =>
        (await system.SendAsync("GET", $"{Lists}?{string.Join('&', Enumerable.Repeat("limit=1", 1000))}"))
            .AssertProblem(400, "Invalid query parameter");

    [Theory]
    [InlineData("?")]
    [InlineData("?&")]
    [InlineData("?&&&")]
    public async Task Empty_query_is_ignored(string query) =>
        Assert.Equal(200, (await system.SendAsync("GET", $"{Lists}{query}")).Status);

    [Theory]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("%00")]
    [InlineData("%ff")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("eyJpZCI6MX0")]
    [InlineData("'%20or%201=1")]
    public async Task Invented_cursor_is_refused(string cursor) =>
        (await system.SendAsync("GET", $"{Lists}?limit=1&cursor={cursor}")).AssertProblem(400, "Invalid cursor");

    [Fact]
    public async Task Cursor_with_one_letter_changed_is_refused()
    {
        var first = await system.SendAsync("GET", $"{Lists}?limit=1");
        var link = first.Head.Split("cursor=")[1];
        var cursor = link[..link.IndexOfAny(['>', '&'])];

        // The last letter may hold bits that stand for nothing.
        foreach (var place in Enumerable.Range(0, cursor.Length - 1))
        {
            var other = cursor[place] == 'A' ? 'B' : 'A';
            var changed = $"{cursor[..place]}{other}{cursor[(place + 1)..]}";
            (await system.SendAsync("GET", $"{Lists}?limit=1&cursor={changed}")).AssertProblem(400, "Invalid cursor");
        }
    }

    [Fact]
    public async Task Request_target_over_8_KB_is_too_long() =>
        (await system.SendAsync("GET", $"{Lists}?cursor={new string('a', 8192)}")).AssertProblem(414, "URI too long");
}
