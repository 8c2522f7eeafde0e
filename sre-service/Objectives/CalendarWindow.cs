using System.Globalization;

namespace SreService.Objectives;

/// <summary>
/// Days, weeks or months of the calendar of a place. A period starts where the clock on the wall says so: after a night
/// in which the clock is changed it has an hour more or less.
/// </summary>
/// <param name="Count">How many of the unit make a period.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Start">On the wall, the start of one period; the others follow from it, before and after.</param>
/// <param name="Zone">The place.</param>
internal sealed record CalendarWindow(int Count, CalendarUnit Unit, DateTime Start, TimeZoneInfo Zone) : Window
{
    public override string Text => $"{Count.ToString(CultureInfo.InvariantCulture)}{(char)Unit} {Zone.Id}";

    public override Period At(DateTimeOffset end)
    {
        // The last minute decides: at the very end of a period it is still that one's.
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

        // An hour that comes twice starts with the first; one that does not come starts when the clock jumps past it.
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
