using System.Globalization;
using System.Text;
using Testing;

namespace EndToEnd.Tests.Hostile;

/// <summary>Sends requests to the gateway of the shared system, byte by byte.</summary>
internal static class GatewayRequests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <returns>The answer to one request that is whole, on a connection of its own.</returns>
    public static async Task<Reply> SendAsync(
        this SystemFixture system, string method, string target, byte[]? body = null, params string[] headers) =>
        Assert.Single(await system.SendRawAsync(Request(method, target, body, headers), Patience));

    public static Task<Reply> SendJsonAsync(this SystemFixture system, string method, string target, string json) =>
        system.SendAsync(method, target, Encoding.UTF8.GetBytes(json), "Content-Type: application/json");

    /// <returns>All answers to these bytes, once the server has closed the connection.</returns>
    public static async Task<IReadOnlyList<Reply>> SendRawAsync(
        this SystemFixture system, byte[] bytes, TimeSpan? patience = null) =>
        Reply.All(await RawConnection.SendAsync(system.Address.Port, bytes, patience));

    public static Task<IReadOnlyList<Reply>> SendRawAsync(
        this SystemFixture system, string text, TimeSpan? patience = null) =>
        system.SendRawAsync(Encoding.Latin1.GetBytes(text), patience);

    public static byte[] Request(string method, string target, byte[]? body, params IEnumerable<string> headers) =>
    [
        .. Encoding.Latin1.GetBytes(string.Create(
            CultureInfo.InvariantCulture,
            $"{method} {target} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n{Length(body)}{Lines(headers)}\r\n")),
        .. body ?? [],
    ];

    private static string Length(byte[]? body) => body is null ? "" : $"Content-Length: {body.Length}\r\n";

    private static string Lines(IEnumerable<string> headers) =>
        string.Concat(headers.Select(header => $"{header}\r\n"));
}
