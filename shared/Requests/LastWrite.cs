using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Platform.Requests;

/// <summary>
/// The position of a client's last write in the primary's log: a response to a write carries it as a header and, for
/// browsers, a cookie for one minute. A client that sends it back reads nothing older.
/// </summary>
public static class LastWrite
{
    public const string Header = "X-Last-Write";
    public const string Cookie = "last_write";

    /// <summary>
    /// From service to service: how many milliseconds ago the gateway saw a response to a write of this client. What
    /// was read since then contains the write, in whichever process.
    /// </summary>
    public const string AgeHeader = "X-Evenkeel-Last-Write-Age";

    public static TimeSpan SentFor { get; } = TimeSpan.FromMinutes(1);

    /// <returns>What the client sent, unchecked; null when nothing.</returns>
    public static string? Of(HttpRequest request) =>
        request.Headers.TryGetValue(Header, out var header) ? header.ToString()
        : request.Headers.Cookie.Count > 0 && request.Cookies.TryGetValue(Cookie, out var cookie) ? cookie
        : null;

    /// <returns>At least so old is the client's last write; null when the gateway knows of none.</returns>
    public static TimeSpan? AgeOf(HttpRequest request) =>
        request.Headers.TryGetValue(AgeHeader, out var age)
        && long.TryParse(age.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
            ? TimeSpan.FromMilliseconds(milliseconds)
            : null;

    public static void Send(HttpContext context, string position)
    {
        context.Response.Headers[Header] = position;
        context.Response.Cookies.Append(Cookie, position, new()
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = context.Request.Headers["X-Forwarded-Proto"] is ["https"],
            Path = "/",
            MaxAge = SentFor,
        });
    }
}
