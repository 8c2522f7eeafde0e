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

    public static bool Matches(this IList<EntityTagHeaderValue> tags, EntityTagHeaderValue current) =>
        tags.Contains(EntityTagHeaderValue.Any) || tags.Any(tag => tag.Compare(current, useStrongComparison: false));

    /// <returns>Null when the header is absent or wrong.</returns>
    public static IList<EntityTagHeaderValue>? Read(string header, StringValues values, ValidationErrors errors) =>
        values.Count == 0 ? null
            : EntityTagHeaderValue.TryParseStrictList(values, out var tags) ? tags
            : errors.Add<IList<EntityTagHeaderValue>?>(header, "Not a list of entity tags.", null);

    /// <returns>The version of the user that the tag names; null when it is not a tag of that user.</returns>
    public static int? VersionIn(EntityTagHeaderValue tag, long id)
    {
        var text = tag.Tag.ToString();
        var digits = text.AsSpan(text.LastIndexOf('-') + 1).TrimEnd('"');
        return int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            && text == Of(id, version)
            ? version
            : null;
    }

    private static string Of(long id, int version) =>
        string.Create(CultureInfo.InvariantCulture, $"\"{id}-{version}\"");
}
