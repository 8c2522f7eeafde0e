using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace WebFrontend.Users;

/// <summary>Reads a page of users from the API's body and headers.</summary>
internal static class UserLists
{
    /// <exception cref="JsonException">The body is not a list of users.</exception>
    public static async Task<UserList?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken) =>
        await response.Content.ReadFromJsonAsync(UserJson.Default.UserArray, cancellationToken) is { } users
            ? new UserList(users, NextCursor(response), CountOf(response), StaleAge(response))
            : null;

    /// <summary><c>Link: &lt;/api/users?limit=20&amp;cursor=…&gt;; rel="next"</c></summary>
    private static string? NextCursor(HttpResponseMessage response) =>
        Header(response, HeaderNames.Link)
            .SelectMany(links => links.Split(','))
            .Select(link => link.Split(';', StringSplitOptions.TrimEntries))
            .Where(parts => parts.Contains("rel=\"next\"") && parts[0].StartsWith('<') && parts[0].EndsWith('>'))
            .Select(parts => CursorOf(parts[0][1..^1]))
            .FirstOrDefault();

    private static string? CursorOf(string address) =>
        QueryHelpers.ParseQuery(address[(address.IndexOf('?', StringComparison.Ordinal) + 1)..])
            .TryGetValue("cursor", out var cursor)
            ? cursor.ToString()
            : null;

    private static Total? CountOf(HttpResponseMessage response) =>
        int.TryParse(
            Header(response, "X-Total-Count").FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture,
            out var count)
            ? new(count, IsExact: !Header(response, "X-Total-Count-Capped").Contains("true"))
            : null;

    private static TimeSpan? StaleAge(HttpResponseMessage response) =>
        Header(response, "X-Data-Freshness").Contains("stale") ? response.Headers.Age ?? TimeSpan.Zero : null;

    private static IEnumerable<string> Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values : [];
}
