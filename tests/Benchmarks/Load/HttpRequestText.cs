using System.Text;

namespace Benchmarks.Load;

/// <summary>Requests as they go over the wire, so that every generator of load sends the same bytes.</summary>
internal static class HttpRequestText
{
    public static string Get(string target) => $"GET {target} HTTP/1.1\r\nHost: localhost\r\n\r\n";

    public static string Send(string method, string target, string json, string? idempotencyKey = null)
    {
        string[] lines =
        [
            $"{method} {target} HTTP/1.1", "Host: localhost", "Content-Type: application/json",
            $"Content-Length: {Encoding.UTF8.GetByteCount(json)}",
            .. idempotencyKey is null ? Array.Empty<string>() : [$"Idempotency-Key: {idempotencyKey}"],
        ];
        return $"{string.Join("\r\n", lines)}\r\n\r\n{json}";
    }
}
