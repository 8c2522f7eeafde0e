using System.Text;
using CsCheck;

namespace UsersService.Tests.Users;

/// <summary>Any request is answered, and never with an internal error.</summary>
public sealed class AnyRequestTests(UsersApi api) : IClassFixture<UsersApi>
{
    private static readonly Gen<string> AnyMethod = OneOf(
        "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "get", "PROPFIND");

    private static readonly Gen<string> AnyPath = Gen.OneOf(
        OneOf(
            "/api/users", "/api/users/", "/api/users/1", "/api/users/2", "/api//users", "/api/users/%31",
            "/api/users/%F0%9F", "/API/USERS/1"),
        Gen.String.Select(text => $"/api/users/{Uri.EscapeDataString(Sound(text))}"),
        Gen.Select(
            OneOf("limit", "cursor", "q", ""), Gen.String,
            (name, value) => $"/api/users?{name}={Uri.EscapeDataString(Sound(value))}"));

    private static readonly Gen<string> AnyValue = Gen.OneOf(
        OneOf(
            "null", "1", "1e999", "true", "{}", "[[]]", "\"\\u0000\"", "\"\\ud800\"", "\"a@b.example\"", "\"Ada\"",
            "\"\\u202e\""),
        Gen.String.Select(text => System.Text.Json.JsonSerializer.Serialize(text)));

    private static readonly Gen<byte[]> AnyBody = Gen.OneOf(
        Gen.Byte.Array[0, 60],
        Gen.Select(OneOf("name", "email", "id", "created_at", "Name", "__proto__", "\\u0000"), AnyValue)
            .Array[0, 5]
            .Select(
                members => Encoding.UTF8.GetBytes(
                    $"{{{string.Join(',', members.Select(member => $"\"{member.Item1}\":{member.Item2}"))}}}")));

    private static readonly Gen<string> AnyType = OneOf(
        "application/json", "application/json; charset=utf-8", "application/merge-patch+json",
        "application/json; charset=x", "text/plain", ";", "");

    private static readonly Gen<(string, string)> AnyHeader = Gen.Select(
        OneOf(
            "If-Match", "If-None-Match", "X-Traffic-Class", "X-Request-Id", "Content-Encoding", "Accept",
            "X-HTTP-Method-Override"),
        OneOf("*", "\"1-1\"", "W/\"1-1\"", "\"", ",", "\"1-99999999999\"", "DELETE", "probe", "gzip", "text/html"));

    [Fact]
    public async Task Any_request_is_answered_without_a_5xx()
    {
        await api.CreateAsync();

        await Gen.Select(AnyMethod, AnyPath, AnyBody, AnyType, AnyHeader).SampleAsync(
            async (method, path, body, type, header) =>
            {
                var sent = method is "GET" or "HEAD" ? null : body;
                var answer = await api.SendBytesAsync(method, path, sent, type, header);
                return answer.Status is >= 200 and < 500
                    && (answer.Status < 400 || method == "HEAD" || answer.Error is not null);
            },
            iter: 1500, threads: 4);
    }

    private static Gen<string> OneOf(params string[] values) =>
        Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static string Sound(string text) => string.Concat(text.EnumerateRunes());
}
