using System.Text.RegularExpressions;

namespace Gateway.Requests;

/// <summary>
/// The address as the client wrote it. Each address has one plain spelling. Any other (<c>//</c>, dot segments, encoded
/// slashes, dots, percent signs or controls, backslashes) may mean something else to the next server, and is not found.
/// </summary>
internal static partial class RequestTarget
{
    /// <param name="target">Of the request line: a path with query, or a URL of such.</param>
    public static bool IsPlain(string target) => Plain().IsMatch(target) && IsUtf8(target);

    public static int QueryParameters(string query) => query.Length <= 1 ? 0 : query.AsSpan().Count('&') + 1;

    /// <summary>
    /// Encoded percent signs are refused, so one that is left after decoding stands before invalid UTF-8.
    /// </summary>
    private static bool IsUtf8(string target) =>
        !target.Contains('%', StringComparison.Ordinal)
        || !Uri.UnescapeDataString(target.Split('?', 2)[0]).Contains('%', StringComparison.Ordinal);

    // The encoded bytes: printable ASCII but % . / \ and everything from 0x80 on, which is UTF-8.
    [GeneratedRegex(
        """
        \A (?i:https?://[^/?\#]*)? (?=/)
        (?: / (?!\.{1,2}(?:[/?;]|%3[Bb]|\z))
            (?: [A-Za-z0-9\-._~!$&'()*+,;=:@]
              | %(?:2[0-46-9A-Da-d]|[346][0-9A-Fa-f]|5[0-9ABD-Fabd-f]|7[0-9A-Ea-e]|[89A-Fa-f][0-9A-Fa-f]) )+ )*
        (?: /(?=[?]|\z) | (?<=[^/])(?=[?]|\z) )
        (?: \?[^\#]* )? \z
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Plain();
}
