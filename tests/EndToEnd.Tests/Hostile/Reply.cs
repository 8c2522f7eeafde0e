using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace EndToEnd.Tests.Hostile;

/// <summary>One answer as it came over the wire.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Head">Status line and headers.</param>
/// <param name="Body">Bytes as Latin-1, put together when it came in chunks.</param>
internal sealed partial record Reply(int Status, string Head, string Body)
{
    private static readonly string[] OfEveryReply =
    [
        "X-Content-Type-Options: nosniff", "X-Frame-Options: DENY", "X-XSS-Protection: 1; mode=block",
        "Strict-Transport-Security: max-age=31536000; includeSubDomains", "Content-Security-Policy: default-src 'self'",
        "Referrer-Policy: strict-origin-when-cross-origin", "X-Request-Id: ",
    ];

    public JsonElement Json => JsonElement.Parse(Encoding.Latin1.GetBytes(Body));

    public string? Error => Json.GetProperty("error").GetString();

    /// <returns>The answers to the requests of one connection; interim ones are left out.</returns>
    public static IReadOnlyList<Reply> All(string received) =>
        [.. Start().Split(received).Skip(1).Select(Read).Where(reply => reply.Status >= 200)];

    /// <summary>
    /// Whatever was asked, however badly: no fault of ours, all headers, and every refusal in the one form, or as the
    /// page that a person sees.
    /// </summary>
    public void AssertSound()
    {
        Assert.InRange(Status, 200, 499);
        Assert.All(OfEveryReply, header => Assert.Contains($"\r\n{header}", Head, StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("\r\nServer:", Head, StringComparison.OrdinalIgnoreCase);
        if (Status >= 400 && Body.Length > 0)
        {
            Assert.Matches(@"\r\nContent-Type: (application/problem\+json|text/html; charset=utf-8)\r\n", Head);
        }
    }

    public void AssertProblem(int status, string error)
    {
        AssertSound();
        Assert.Equal((status, error), (Status, Error));
    }

    private static Reply Read(string text)
    {
        var parts = text.Split("\r\n\r\n", 2);
        var body = parts.ElementAtOrDefault(1) ?? "";
        var isChunked = parts[0].Contains("\r\nTransfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase);
        var status = int.Parse(text.AsSpan(0, 3), CultureInfo.InvariantCulture);
        return new(status, parts[0], isChunked ? Joined(body) : body);
    }

    private static string Joined(string chunks)
    {
        var body = new StringBuilder();
        while (chunks.Split("\r\n", 2) is [var size, var rest]
            && int.TryParse(size, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var length)
            && length > 0 && length + 2 <= rest.Length)
        {
            body.Append(rest, 0, length);
            chunks = rest[(length + 2)..];
        }

        return body.ToString();
    }

    [GeneratedRegex(@"^HTTP/1\.1 (?=\d{3} )", RegexOptions.Multiline)]
    private static partial Regex Start();
}
