using Platform.Problems;
using Platform.Timing;
using SreService.Counting;
using SreService.Queries;

namespace SreService.Objectives;

/// <summary>A range of whole minutes, divided into steps of which the last may be shorter.</summary>
internal sealed record HistoryQuery(DateTimeOffset From, DateTimeOffset Until, TimeSpan Step)
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

    /// <returns>The query; or null and, by parameter, all that is wrong with it.</returns>
    public static (HistoryQuery? Query, IReadOnlyDictionary<string, string[]> Errors) Read(
        string? from, string? until, string? timeRange, string? step, DateTimeOffset now)
    {
        var errors = new ValidationErrors();
        var last = RoundUp(QueryParameters.Time(until, now) ?? errors.Add("until", Rfc3339.Problem, now));
        var length = Length(from, timeRange, last, errors);
        var natural = Array.Find(NaturalSteps, natural => length / natural <= EnoughPoints);
        var size = step is null
            ? natural > TimeSpan.Zero ? natural : NaturalSteps[^1]
            : Durations.Fixed(step) ?? TimeSpan.Zero;
        if (size == TimeSpan.Zero || length / size > MostPoints)
        {
            errors.Add("step", $"Must be a duration such as 1m, 15m, 1h or 1d that gives at most {MostPoints} points.");
        }

        return (errors.Any ? null : InWholeHours(new(last - length, last, size), errors, now), errors.Details);
    }

    /// <summary>Where only hourly counts exist, the range starts at a whole hour.</summary>
    private static HistoryQuery? InWholeHours(
        HistoryQuery query, ValidationErrors errors, DateTimeOffset now)
    {
        if (query.From >= HistoryReader.InMemorySince(now))
        {
            return query;
        }

        if (query.Step.Ticks % Hour.Ticks != 0)
        {
            errors.Add(
                "step",
                $"Must be whole hours for a history that starts earlier than {Durations.Text(Window.Longest)}.");
            return null;
        }

        return query with { From = query.From.Floor(Hour) };
    }

    private static TimeSpan Length(
        string? from, string? timeRange, DateTimeOffset end, ValidationErrors errors)
    {
        if (from is not null && timeRange is not null)
        {
            errors.Add("time_range", "Cannot be combined with from.");
        }
        else if (timeRange is not null)
        {
            if (Durations.Fixed(timeRange) is { } range && range <= Longest)
            {
                return range;
            }

            errors.Add("time_range", $"Must be a duration such as 30m, 24h or 7d, up to {Durations.Text(Longest)}.");
        }
        else if (QueryParameters.Time(from, end - Usual) is { } start && start < end && end - start <= Longest)
        {
            return end - start.WholeMinute;
        }
        else
        {
            errors.Add("from", $"Must be a time before the end, by at most {Durations.Text(Longest)}.");
        }

        return Usual;
    }

    // The current minute counts as well.
    private static DateTimeOffset RoundUp(DateTimeOffset time) =>
        time == time.WholeMinute ? time : time.WholeMinute + Minutes.One;
}
