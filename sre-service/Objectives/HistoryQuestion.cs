using SreService.Counting;
using SreService.Queries;

namespace SreService.Objectives;

/// <summary>Which history is asked for: whole minutes, divided into steps of which the last may be shorter.</summary>
internal sealed record HistoryQuestion(DateTimeOffset From, DateTimeOffset Until, TimeSpan Step)
{
    private const int MostPoints = 400;
    private const int EnoughPoints = 60;

    /// <summary>Roll-ups of whole hours are kept for 13 months.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(390);

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Usual = TimeSpan.FromDays(1);

    private static readonly TimeSpan[] NaturalSteps =
    [
        TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15), TimeSpan.FromHours(1),
        TimeSpan.FromHours(6), TimeSpan.FromDays(1),
    ];

    public IEnumerable<(DateTimeOffset From, DateTimeOffset Until)> Steps =>
        from number in Enumerable.Range(0, (int)Math.Ceiling((Until - From) / Step))
        let start = From + (number * Step)
        let end = start + Step
        select (start, end < Until ? end : Until);

    /// <returns>The question; or null and, by parameter, all that is wrong with it.</returns>
    public static (HistoryQuestion? Question, IReadOnlyDictionary<string, string[]> Faults) Read(
        string? from, string? until, string? timeRange, string? step, DateTimeOffset now)
    {
        var faults = new Dictionary<string, string[]>();
        var end = Times.Read(until, now);
        if (end is null)
        {
            faults["until"] = ["Not a valid time."];
        }

        var last = RoundUp(end ?? now);
        var length = Length(from, timeRange, last, faults);
        var natural = Array.Find(NaturalSteps, natural => length / natural <= EnoughPoints);
        var size = step is null
            ? natural > TimeSpan.Zero ? natural : NaturalSteps[^1]
            : Durations.Fixed(step) ?? TimeSpan.Zero;
        if (size == TimeSpan.Zero || length / size > MostPoints)
        {
            faults["step"] = [$"Must be such as 1m, 15m, 1h or 1d, and give at most {MostPoints} points."];
        }

        return (faults.Count == 0 ? InWholeHours(new(last - length, last, size), faults, now) : null, faults);
    }

    /// <summary>Where only hours are known, steps begin with them; a few minutes more than were asked for are told.</summary>
    private static HistoryQuestion? InWholeHours(
        HistoryQuestion question, Dictionary<string, string[]> faults, DateTimeOffset now)
    {
        if (question.From >= HistoryReader.InMemorySince(now))
        {
            return question;
        }

        if (question.Step.Ticks % Hour.Ticks != 0)
        {
            faults["step"] = [$"Must be whole hours for what lies further back than {Durations.Text(Window.Longest)}."];
            return null;
        }

        return question with { From = question.From.Floor(Hour) };
    }

    private static TimeSpan Length(
        string? from, string? timeRange, DateTimeOffset end, Dictionary<string, string[]> faults)
    {
        if (from is not null && timeRange is not null)
        {
            faults["time_range"] = ["Must not be given beside from."];
        }
        else if (timeRange is not null)
        {
            if (Durations.Fixed(timeRange) is { } range && range <= Longest)
            {
                return range;
            }

            faults["time_range"] = [$"Must be such as 30m, 24h or 7d, up to {Durations.Text(Longest)}."];
        }
        else if (Times.Read(from, end - Usual) is { } start && start < end && end - start <= Longest)
        {
            return end - start.WholeMinute;
        }
        else
        {
            faults["from"] = [$"Must be a time before the end, by at most {Durations.Text(Longest)}."];
        }

        return Usual;
    }

    // The minute that is running counts as well.
    private static DateTimeOffset RoundUp(DateTimeOffset time) =>
        time == time.WholeMinute ? time : time.WholeMinute + Minutes.One;
}
