using System.Text;

namespace EndToEnd.Tests.Hostile;

/// <summary>Every call with a body refuses invalid JSON and invalid users, and names the error.</summary>
[Collection(SystemFixture.Registering)]
public sealed class BodyTests(SystemFixture system)
{
    internal static readonly (string Method, string Path)[] Calls =
        [("POST", "/api/users"), ("PUT", "/api/users/1"), ("PATCH", "/api/users/1")];

    public static TheoryData<string, byte[]> NoJson => new()
    {
        { "empty", [] },
        { "malformed", "{\"name\":}"u8.ToArray() },
        { "truncated", "{\"name\":\"Ada"u8.ToArray() },
        { "truncated in a letter", [.. "{\"name\":\"A"u8, 0xc3] },
        { "the same key twice", """{"name":"Ada","name":"Eve","email":"a@example.org"}"""u8.ToArray() },
        { "the same key twice, once escaped", """{"name":"Ada","n\u0061me":"Eve"}"""u8.ToArray() },
        { "deep", Encoding.ASCII.GetBytes("{\"name\":" + new string('[', 8) + new string(']', 8) + "}") },
        { "as deep as fits", Encoding.ASCII.GetBytes(new string('[', 16_000)) },
        { "byte order mark", [0xef, 0xbb, 0xbf, .. "{}"u8] },
        { "UTF-16", Encoding.Unicode.GetBytes("{}") },
        { "invalid UTF-8 in a value", [.. "{\"name\":\""u8, 0xff, .. "\"}"u8] },
        { "invalid UTF-8 in a key", [.. "{\""u8, 0xc0, 0x80, .. "\":1}"u8] },
        { "overlong and surrogate UTF-8", [.. "{\"name\":\""u8, 0xed, 0xa0, 0x80, .. "\"}"u8] },
        { "lone surrogate in a value", """{"name":"\ud800"}"""u8.ToArray() },
        { "lone surrogate in a key", """{"\udc00":1}"""u8.ToArray() },
        { "comment", "{} // {}"u8.ToArray() },
        { "more after the end", "{}{}"u8.ToArray() },
        { "raw control character", "{\"name\":\"\u0001\"}"u8.ToArray() },
        { "NaN", "{\"name\":NaN}"u8.ToArray() },
        { "only NUL", new byte[1000] },
    };

    public static TheoryData<string, string, string> NoUser => new()
    {
        { "null", "_schema", "Invalid input type." },
        { "[]", "_schema", "Invalid input type." },
        { "\"name\"", "_schema", "Invalid input type." },
        { "1e999", "_schema", "Invalid input type." },
        { """{"name":{"$ne":null}}""", "name", "Not a valid string." },
        { """{"name":["Ada"]}""", "name", "Not a valid string." },
        { """{"name":1e999}""", "name", "Not a valid string." },
        { """{"name":true}""", "name", "Not a valid string." },
        { """{"name":null}""", "name", "Field may not be null." },
        { """{"name":""}""", "name", "Invalid value." },
        { """{"email":-0}""", "email", "Not a valid string." },
        { """{"email":"a@b@c"}""", "email", "Not a valid email address." },
        { """{"email":"\u0000@example.org"}""", "email", "Not a valid email address." },
        { """{"Name":"Ada"}""", "Name", "Unknown field." },
        { """{"NAME":"Ada"}""", "NAME", "Unknown field." },
        { """{"__proto__":{"admin":true}}""", "__proto__", "Unknown field." },
        { """{"constructor":1}""", "constructor", "Unknown field." },
        { """{"":1}""", "", "Unknown field." },
        { """{"\u0000":1}""", "\0", "Unknown field." },
    };

    [Theory]
    [MemberData(nameof(NoJson))]
    public async Task Invalid_json_is_refused(string what, byte[] body)
    {
        Assert.NotEmpty(what);
        foreach (var (method, path) in Calls)
        {
            var reply = await system.SendAsync(method, path, body, "Content-Type: application/json");

            reply.AssertProblem(400, "Invalid JSON");
        }
    }

    [Theory]
    [MemberData(nameof(NoUser))]
    public async Task Invalid_user_is_refused_with_the_field_named(string body, string field, string message)
    {
        foreach (var (method, path) in Calls)
        {
            var reply = await system.SendJsonAsync(method, path, body);

            reply.AssertProblem(400, "Validation failed");
            Assert.Equal(message, reply.Json.GetProperty("details").GetProperty(field)[0].GetString());
        }
    }

    [Theory]
    [InlineData("\\u0000")]
    [InlineData("\\u001b[2J")]
    [InlineData("\\u202e")]
    [InlineData("\\u200b")]
    [InlineData("\\ufffd")]
    [InlineData("\\ufdd0")]
    public async Task Character_that_no_name_may_have_is_refused(string character)
    {
        var reply = await system.SendJsonAsync("PATCH", "/api/users/1", $"{{\"name\":\"Ada{character}\"}}");

        reply.AssertProblem(400, "Validation failed");
        Assert.StartsWith(
            "Contains characters that are not allowed.",
            reply.Json.GetProperty("details").GetProperty("name")[0].GetString());
    }

    [Fact]
    public async Task Thousands_of_keys_are_too_large_or_unknown()
    {
        (await system.SendJsonAsync("POST", "/api/users", Keys(10_000))).AssertProblem(413, "Payload too large");
        (await system.SendJsonAsync("POST", "/api/users", Keys(1_200))).AssertProblem(400, "Validation failed");
    }

    [Theory]
    [InlineData("POST", "/api/users")]
    [InlineData("PUT", "/api/users/1")]
    [InlineData("POST", "/user")]
    public async Task Huge_body_is_refused_before_it_arrives(string method, string path)
    {
        var replies = await system.SendRawAsync(
            $"{method} {path} HTTP/1.1\r\nHost: h\r\nContent-Type: application/json\r\n"
                + "Content-Length: 10000000000\r\n\r\n{");

        Assert.Single(replies).AssertProblem(413, "Payload too large");
    }

    private static string Keys(int count) =>
        $"{{{string.Join(',', Enumerable.Range(0, count).Select(number => $"\"k{number}\":1"))}}}";
}
