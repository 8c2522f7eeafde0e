using System.Globalization;
using SreService.Queries;

namespace SreService.Objectives.Files;

/// <summary>Reads the one item of <c>timeWindow</c>.</summary>
internal static class WindowReader
{
    private const string WallForm = "yyyy-MM-dd HH:mm:ss";

    private static readonly string Longest = Durations.Text(Window.Longest);
    private static readonly TimeSpan Shortest = TimeSpan.FromHours(1);

    /// <returns>Null, with problems added, if invalid.</returns>
    public static Window? Read(YamlValue window)
    {
        if (!window.HasOnly("duration", "isRolling", "calendar") || window["duration"].Text() is not { } duration)
        {
            return null;
        }

        var rolling = window["isRolling"].Exists
            ? window["isRolling"].Choice("true", "false")
            : window["calendar"].Exists ? "false" : "true";
        switch (rolling, window["calendar"].Exists)
        {
            case ("true", false):
                return Rolling(window["duration"], duration);
            case ("false", true):
                return Calendar(window, duration);
            case ("true", true):
                window["calendar"].Refuse("must not be given for a rolling window.");
                return null;
            case ("false", false):
                window["calendar"].Refuse("is required for a window that does not roll.");
                return null;
            default:
                return null;
        }
    }

    /// <summary>Reads <c>timeWindows</c> of v1alpha: a count and a unit, always rolling.</summary>
    public static Window? ReadAlpha(YamlValue windows)
    {
        if (windows.OnlyItem() is not { } window || window["unit"].Choice("Hour", "Day", "Week") is not { } unit
            || window["count"].Text() is not { } count)
        {
            return null;
        }

        if (window["isRolling"].Exists && window["isRolling"].Text() != "true")
        {
            window["isRolling"].Refuse("must be true: calendar windows are read from v1 only.");
            return null;
        }

        return Rolling(window["count"], $"{count}{char.ToLowerInvariant(unit[0])}");
    }

    private static RollingWindow? Rolling(YamlValue value, string duration)
    {
        if (Durations.Fixed(duration) is { } length && length >= Shortest && length <= Window.Longest)
        {
            return new RollingWindow(length, duration);
        }

        value.Refuse(
            $"is '{duration}', must be from 1h to {Longest}, such as 7d, 4w or 30d; slices are kept no longer.");
        return null;
    }

    private static CalendarWindow? Calendar(YamlValue window, string duration)
    {
        var calendar = window["calendar"];
        if (!calendar.HasOnly("startTime", "timeZone"))
        {
            return null;
        }

        var period = ReadPeriod(window["duration"], duration);
        var start = ReadStart(calendar["startTime"]);
        var zone = ReadZone(calendar["timeZone"]);
        return period is var (count, unit) && start is { } wall && zone is not null
            ? new CalendarWindow(count, unit, wall, zone)
            : null;
    }

    private static (int, CalendarUnit)? ReadPeriod(YamlValue value, string duration)
    {
        switch (Durations.Split(duration))
        {
            case (1, 'M'):
                return (1, CalendarUnit.Month);
            case ( <= 5 and var weeks, 'w'):
                return (weeks, CalendarUnit.Week);
            case ( <= 34 and var days, 'd'):
                return (days, CalendarUnit.Day);
            default:
                value.Refuse(
                    $"is '{duration}', must be up to 34d, up to 5w, or 1M; slices are kept no longer than {Longest}.");
                return null;
        }
    }

    private static DateTime? ReadStart(YamlValue value)
    {
        if (value.Text() is not { } text)
        {
            return null;
        }

        if (DateTime.TryParseExact(text, WallForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out var start)
            && start is { Second: 0, Year: > 1970 and < 2500 })
        {
            return start;
        }

        value.Refuse($"is '{text}', must be a whole minute such as 2026-01-01 00:00:00, without a zone.");
        return null;
    }

    private static TimeZoneInfo? ReadZone(YamlValue value)
    {
        if (value.Text() is not { } text)
        {
            return null;
        }

        if (TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone) && zone.HasIanaId)
        {
            return zone;
        }

        value.Refuse($"'{text}' is not the name of an IANA time zone, such as Europe/Berlin.");
        return null;
    }
}
