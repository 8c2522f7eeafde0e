using System.Globalization;
using System.Text.RegularExpressions;

namespace Platform.Timing;

/// <summary>The one form of times in JSON and query strings (RFC 3339, section 5.6).</summary>
public static partial class Rfc3339
{
    public const string Problem = "Must be an RFC 3339 time, for example 2026-11-23T09:07:10Z.";

    internal const string Format = "yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'";

    /// <summary>Takes every time that the RFC allows, and nothing else.</summary>
    /// <returns>
    /// UTC; null if the text is not a time. Fractions are cut at 100 ns, a leap second is the second after it, and what
    /// lies outside the years 1 to 9999 is the first or last moment of them.
    /// </returns>
    public static DateTimeOffset? Parse(string? text)
    {
        if (text is null || Time().Match(text) is not { Success: true } match)
        {
            return null;
        }

        var (year, month, day) = (Number("year"), Number("month"), Number("day"));
        // The year 0 is a leap year, as 4 is.
        if (month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year == 0 ? 4 : year, month))
        {
            return null;
        }

        var sign = match.Groups["sign"].Value == "-" ? -1 : 1;
        var timeOfDay = new TimeSpan(Number("hour"), Number("minute"), Number("second"))
            - (sign * new TimeSpan(Number("hours"), Number("minutes"), 0));
        if (year == 0)
        {
            return DateTimeOffset.MinValue;
        }

        var date = new DateTime(year, month, day);
        if (Number("second") == 60 && !IsStartOfMonth(date, timeOfDay))
        {
            return null;
        }

        var fraction = int.Parse(
            match.Groups["fraction"].Value.PadRight(7, '0')[..7], NumberStyles.None, CultureInfo.InvariantCulture);
        var ticks = date.Ticks + timeOfDay.Ticks + fraction;
        return new(Math.Clamp(ticks, DateTime.MinValue.Ticks, DateTime.MaxValue.Ticks), TimeSpan.Zero);

        int Number(string part) => match.Groups[part] is { Success: true } group
            ? int.Parse(group.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture)
            : 0;
    }

    /// <returns>UTC with six digits, for example <c>2026-11-23T09:07:10.935110+00:00</c>.</returns>
    public static string Text(DateTimeOffset time) =>
        time.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>Leap seconds are the last of a month in UTC.</summary>
    private static bool IsStartOfMonth(DateTime date, TimeSpan timeOfDay) =>
        timeOfDay.Ticks % TimeSpan.TicksPerDay == 0 && date < DateTime.MaxValue.Date && (date + timeOfDay).Day == 1;

    [GeneratedRegex(
        """
        ^(?<year>[0-9]{4})-(?<month>[0-9]{2})-(?<day>[0-9]{2})
        [Tt](?<hour>[01][0-9]|2[0-3]):(?<minute>[0-5][0-9]):(?<second>[0-5][0-9]|60)(\.(?<fraction>[0-9]+))?
        ([Zz]|(?<sign>[+-])(?<hours>[01][0-9]|2[0-3]):(?<minutes>[0-5][0-9]))\z
        """,
        RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Time();
}
