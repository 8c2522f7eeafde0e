using System.Text.Json;
using CsCheck;

namespace EndToEnd.Tests.Hostile.Fuzzing;

/// <summary>Whole requests: each ends where it says it does, and asks for the connection to be closed.</summary>
internal static class AnyRequest
{
    private static readonly Gen<string> Method = Gen.Frequency(
        (12, Gen.OneOf("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")),
        (1, Gen.OneOf("get", "TRACE", "CONNECT", "PROPFIND", "G-T", "\u00c9")));

    private static readonly Gen<string> Type = Gen.OneOf(
        "application/json", "application/json", "application/json; charset=utf-8", "application/merge-patch+json",
        "application/json-patch+json", "application/x-www-form-urlencoded", "application/x-www-form-urlencoded",
        "application/json; charset=x", "text/csv", "multipart/form-data", ";", "");

    private static readonly Gen<string> Known = Gen.Select(
        Gen.OneOf(
            "If-Match", "If-None-Match", "Idempotency-Key", "X-Request-Id", "X-Last-Write", "Cookie", "Accept",
            "Content-Encoding", "Origin", "Referer", "Sec-Fetch-Site", "Range", "traceparent", "X-Forwarded-For",
            "X-Forwarded-Host", "X-HTTP-Method-Override", "X-Traffic-Class", "Upgrade", "If-Modified-Since", "Prefer",
            "Authorization"),
        Gen.OneOf(
            "{me}", "{me}-1", "\"{own}-1\"", "\"{own}-2\", W/\"x\"", "*", "\"", ",", "gzip", "last_write=0/0",
            "last_write=0/{me}",
            "FFFFFFFF/FFFFFFFF", "DELETE", "probe", "websocket", "bytes=0-1", "cross-site", "null", "\u00ff", ""),
        (name, value) => $"{name}: {value}");

    private static readonly Gen<string> Unknown =
        Gen.Select(Gen.Char['a', 'z'].Array[1, 10], AnyText.Line, (name, value) => $"x-{new string(name)}: {value}");

    private static readonly Gen<string[]> Headers = Gen.Select(
        Type, Gen.Frequency((8, Known), (2, Unknown), (1, AnyText.Line)).Array[0, 4],
        (type, others) => (string[])[$"Content-Type: {type}", .. others]);

    /// <param name="documents">The OpenAPI documents.</param>
    public static Gen<FuzzRequest> At(params IEnumerable<JsonElement> documents) => Gen.Select(
        Method, AnyTarget.Of(documents), Headers, AnyBody.Any,
        (method, target, headers, body) => new FuzzRequest(method, target, headers, body));
}
