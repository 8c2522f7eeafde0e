using System.Buffers.Text;

namespace Benchmarks.Load;

/// <summary>The little of HTTP/1.1 that tells where an answer to one request ends.</summary>
internal static class HttpAnswer
{
    public static bool IsComplete(ReadOnlySpan<byte> received)
    {
        var head = received.IndexOf("\r\n\r\n"u8);
        if (head < 0)
        {
            return false;
        }

        return LengthIn(received[..(head + 2)]) is { } length
            ? received.Length >= head + 4 + length
            : !Contains(received[..head], "\r\nTransfer-Encoding: chunked"u8) || received.EndsWith("\r\n0\r\n\r\n"u8);
    }

    private static int? LengthIn(ReadOnlySpan<byte> head)
    {
        var name = "\r\nContent-Length: "u8;
        var start = head.IndexOf(name);
        return start >= 0 && Utf8Parser.TryParse(head[(start + name.Length)..], out int length, out _) ? length : null;
    }

    private static bool Contains(ReadOnlySpan<byte> head, ReadOnlySpan<byte> line) => head.IndexOf(line) >= 0;
}
