using System.Globalization;
using System.Text.RegularExpressions;

namespace SreService.Queries;

/// <summary>Durations as OpenSLO writes them: a whole number and a letter, such as <c>5m</c> or <c>30d</c>.</summary>
internal static partial class Durations
{
    /// <returns>Null if invalid or without a fixed length.</returns>
    public static TimeSpan? Fixed(string text) => Split(text) switch
    {
        (var count, 'm') => TimeSpan.FromMinutes(count),
        (var count, 'h') => TimeSpan.FromHours(count),
        (var count, 'd') => TimeSpan.FromDays(count),
        (var count, 'w') => TimeSpan.FromDays(7 * count),
        _ => null,
    };

    /// <returns>The number and the letter (m, h, d, w, M, Q or Y); null if invalid.</returns>
    public static (int Count, char Unit)? Split(string text) => Form().Match(text) is { Success: true } match
        ? (int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), match.Groups[2].Value[0])
        : null;

    public static string Text(TimeSpan duration)
    {
        var (count, unit) =
            duration.Ticks % TimeSpan.TicksPerDay == 0 ? (duration.TotalDays, 'd')
            : duration.Ticks % TimeSpan.TicksPerHour == 0 ? (duration.TotalHours, 'h')
            : (duration.TotalMinutes, 'm');
        return $"{count.ToString(CultureInfo.InvariantCulture)}{unit}";
    }

    [GeneratedRegex("^([1-9][0-9]{0,5})([mhdwMQY])$")]
    private static partial Regex Form();
}
