using System.Globalization;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Platform.Problems;
using UsersService.Users;

namespace UsersService.Conditions;

/// <summary>The strong entity tag of a user, <c>"id-version"</c> (RFC 9110, section 13).</summary>
internal static class EntityTag
{
    public static string Of(User user) => Of(user.Id, user.Version);

    public static bool Matches(this IList<EntityTagHeaderValue> tags, User user) =>
        tags.Matches(EntityTagHeaderValue.Parse(Of(user)));

    public static bool Matches(this IList<EntityTagHeaderValue> tags, EntityTagHeaderValue current) =>
        tags.Contains(EntityTagHeaderValue.Any) || tags.Any(tag => tag.Compare(current, useStrongComparison: false));

    public static IList<EntityTagHeaderValue> ReadIfNoneMatch(HttpRequest request, out Problem? problem) =>
        Read("If-None-Match", request.Headers.IfNoneMatch, out problem);

    /// <returns>The versions of the user that may be changed; null for any.</returns>
    public static int[]? ReadIfMatch(HttpRequest request, long id, out Problem? problem)
    {
        var tags = Read("If-Match", request.Headers.IfMatch, out problem);
        return tags.Count == 0 || tags.Contains(EntityTagHeaderValue.Any)
            ? null
            : [.. tags.Where(tag => !tag.IsWeak).Select(tag => VersionIn(tag.Tag.ToString(), id)).OfType<int>()];
    }

    private static IList<EntityTagHeaderValue> Read(string header, StringValues values, out Problem? problem)
    {
        problem = null;
        if (values.Count == 0)
        {
            return [];
        }

        if (!EntityTagHeaderValue.TryParseStrictList(values, out var tags))
        {
            problem = KnownProblems.InvalidHeader(header, "Not a list of entity tags.");
        }

        return tags ?? [];
    }

    private static string Of(long id, int version) =>
        string.Create(CultureInfo.InvariantCulture, $"\"{id}-{version}\"");

    private static int? VersionIn(string tag, long id)
    {
        var digits = tag.AsSpan(tag.LastIndexOf('-') + 1).TrimEnd('"');
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            && tag == Of(id, version)
            ? version
            : null;
    }
}
