using System.Globalization;

namespace SreService.Objectives;

/// <summary>
/// Calendar days, weeks or months in a time zone. A period starts at local time: with a change of daylight saving
/// time it is an hour longer or shorter.
/// </summary>
/// <param name="Count">How many of the unit make a period.</param>
/// <param name="Start">Local start of one period; the others follow from it, before and after.</param>
internal sealed record CalendarWindow(int Count, CalendarUnit Unit, DateTime Start, TimeZoneInfo Zone) : Window
{
    public override string Text => $"{Count.ToString(CultureInfo.InvariantCulture)}{(char)Unit} {Zone.Id}";

    public override Period At(DateTimeOffset end)
    {
        // The last minute decides: the end of a period still belongs to it.
        var last = end - TimeSpan.FromMinutes(1);
        var number = About(TimeZoneInfo.ConvertTime(last, Zone).DateTime);
        while (StartOf(number) > last)
        {
            number--;
        }

        while (StartOf(number + 1) <= last)
        {
            number++;
        }

        return new(StartOf(number), end, StartOf(number + 1));
    }

    private int About(DateTime wall) => Unit == CalendarUnit.Month
        ? (((wall.Year - Start.Year) * 12) + wall.Month - Start.Month) / Count
        : (int)Math.Floor((wall - Start).TotalDays / (Count * DaysOf(Unit)));

    private DateTimeOffset StartOf(int number)
    {
        var wall = Unit == CalendarUnit.Month
            ? Start.AddMonths(number * Count)
            : Start.AddDays(number * Count * DaysOf(Unit));

        // An ambiguous local time is the first of the two; a skipped one is the moment of the change.
        var offset = Zone.IsAmbiguousTime(wall) ? Zone.GetAmbiguousTimeOffsets(wall).Max() : Zone.GetUtcOffset(wall);
        return new DateTimeOffset(wall, offset).ToUniversalTime();
    }

    private static int DaysOf(CalendarUnit unit) => unit == CalendarUnit.Week ? 7 : 1;
}

/// <summary>The letters are those of OpenSLO's durations.</summary>
internal enum CalendarUnit
{
    Day = 'd',
    Week = 'w',
    Month = 'M',
}
