using System.Globalization;
using CsCheck;
using SreService.Objectives;

namespace SreService.Tests.Objectives;

public sealed class WindowTests
{
    private static readonly DateTime NewYear = new(2026, 1, 1);

    private static readonly string[] Places =
        ["Europe/Berlin", "America/New_York", "Africa/Cairo", "Australia/Lord_Howe", "Asia/Kathmandu", "Etc/UTC"];

    private static readonly (int Count, CalendarUnit Unit)[] Sizes =
    [
        (1, CalendarUnit.Month), (1, CalendarUnit.Week), (2, CalendarUnit.Week), (1, CalendarUnit.Day),
        (10, CalendarUnit.Day),
    ];

    [Fact]
    public void Rolling_window_has_a_constant_length()
    {
        var window = new RollingWindow(TimeSpan.FromDays(30), "30d").At(Time("2026-11-23T12:00Z"));

        Assert.Equal(new(Time("2026-10-24T12:00Z"), Time("2026-11-23T12:00Z"), Time("2026-11-23T12:00Z")), window);
    }

    [Theory]
    [InlineData("2026-03-15T12:00Z", "2026-02-28T23:00Z", "2026-03-31T22:00Z", 743)]   // an hour less
    [InlineData("2026-10-15T12:00Z", "2026-09-30T22:00Z", "2026-10-31T23:00Z", 745)]   // an hour more
    [InlineData("2026-02-15T12:00Z", "2026-01-31T23:00Z", "2026-02-28T23:00Z", 672)]
    [InlineData("2026-03-31T22:00Z", "2026-02-28T23:00Z", "2026-03-31T22:00Z", 743)]   // its last minute
    [InlineData("2026-03-31T22:01Z", "2026-03-31T22:00Z", "2026-04-30T22:00Z", 720)]   // the next one's first
    [InlineData("2019-12-31T23:30Z", "2019-12-31T23:00Z", "2020-01-31T23:00Z", 744)]   // long before the given start
    public void Calendar_month_has_its_elapsed_hours(string now, string from, string end, int hours)
    {
        var month = Month(NewYear, "Europe/Berlin").At(Time(now));

        Assert.Equal(new(Time(from), Time(now), Time(end)), month);
        Assert.Equal(TimeSpan.FromHours(hours), month.Length);
    }

    [Theory]
    [InlineData("2026-03-28T23:30Z", 23)]
    [InlineData("2026-10-25T12:00Z", 25)]
    [InlineData("2026-11-23T12:00Z", 24)]
    public void Day_with_a_clock_change_is_longer_or_shorter(string now, int hours) =>
        Assert.Equal(
            TimeSpan.FromHours(hours),
            new CalendarWindow(1, CalendarUnit.Day, NewYear, Zone("Europe/Berlin")).At(Time(now)).Length);

    [Fact]
    public void Day_without_midnight_starts_at_the_clock_change()
    {
        var day = new CalendarWindow(1, CalendarUnit.Day, NewYear, Zone("Africa/Cairo")).At(Time("2026-04-24T12:00Z"));

        Assert.Equal((Time("2026-04-23T22:00Z"), TimeSpan.FromHours(23)), (day.From, day.Length));
    }

    [Fact]
    public void Ambiguous_hour_starts_a_period_the_first_time()
    {
        var start = new DateTime(2026, 1, 1, 2, 30, 0);

        var day = new CalendarWindow(1, CalendarUnit.Day, start, Zone("Europe/Berlin")).At(Time("2026-10-25T12:00Z"));

        Assert.Equal(Time("2026-10-25T00:30Z"), day.From);
    }

    [Fact]
    public void Week_starts_on_the_configured_weekday()
    {
        var start = new DateTime(2026, 1, 5);
        var week = new CalendarWindow(1, CalendarUnit.Week, start, Zone("Europe/Berlin")).At(Time("2026-11-25T12:00Z"));

        Assert.Equal((Time("2026-11-22T23:00Z"), Time("2026-11-29T23:00Z")), (week.From, week.End));
    }

    [Fact]
    public void Months_from_the_31st_start_on_the_last_day_of_shorter_months()
    {
        var month = Month(new DateTime(2026, 1, 31), "Etc/UTC").At(Time("2026-03-15T00:00Z"));

        Assert.Equal((Time("2026-02-28T00:00Z"), Time("2026-03-31T00:00Z")), (month.From, month.End));
    }

    [Fact]
    public void Periods_have_no_gap_or_overlap_in_any_time_zone() =>
        Gen.Select(
            Gen.Int[0, Places.Length - 1].Select(value => Places[value]),
            Gen.Int[0, Sizes.Length - 1].Select(size => Sizes[size]),
            Gen.Int[0, 60 * 24 * 365 * 10]).Sample((zone, size, minute) =>
            {
                var end = Time("2021-01-01T00:00Z").AddMinutes(minute);
                var window = new CalendarWindow(size.Count, size.Unit, new DateTime(2024, 5, 31, 0, 30, 0), Zone(zone));

                var period = window.At(end);
                var next = window.At(period.End.AddMinutes(1));

                return period.From < end && end <= period.End && next.From == period.End
                    && window.At(period.End).From == period.From && period.Length <= TimeSpan.FromDays(31.05);
            });

    private static CalendarWindow Month(DateTime start, string zone) => new(1, CalendarUnit.Month, start, Zone(zone));

    private static TimeZoneInfo Zone(string id) => TimeZoneInfo.FindSystemTimeZoneById(id);

    private static DateTimeOffset Time(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
