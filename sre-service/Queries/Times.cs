using System.Globalization;

namespace SreService.Queries;

/// <summary>Times as parameters give them.</summary>
internal static class Times
{
    /// <param name="text">RFC 3339; UTC without an offset.</param>
    /// <param name="absent">What is meant when nothing is given.</param>
    /// <returns>Null when it is not a time.</returns>
    public static DateTimeOffset? Read(string? text, DateTimeOffset absent) =>
        text is null ? absent
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            && time.Year is > 2000 and < 9000 ? time.ToUniversalTime()
        : null;
}
