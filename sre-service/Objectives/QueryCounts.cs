using SreService.Counting;
using SreService.Scraping;
using SreService.Scraping.Prometheus;

namespace SreService.Objectives;

/// <summary>Counts the indicators that are queries to a Prometheus: once for each minute, when it has ended.</summary>
internal sealed class QueryCounts(Catalogue catalogue, ScrapingSettings settings, PrometheusApi prometheus)
{
    /// <summary>In a minute. The sum over years of such minutes is still a whole number of 64 bits.</summary>
    private const double MostEvents = 1e12;

    private static readonly TimeSpan JustBefore = TimeSpan.FromTicks(1);

    private DateTimeOffset? _counted;

    /// <param name="tick">The moment of the round.</param>
    /// <returns>
    /// What was counted in the minute that has ended since the last call; nothing in most rounds. A leader does not
    /// count the minute in which it became one: its predecessor may have.
    /// </returns>
    public async Task<CountedMinute> ReadAsync(DateTimeOffset tick, CancellationToken cancellationToken)
    {
        var (end, before) = (tick.WholeMinute, _counted);
        _counted = end;
        if (settings.Source != ScrapeSource.Prometheus || end - before != Minutes.One)
        {
            return new(tick, [], Problems: null);
        }

        var queries = catalogue.Current.Objectives.Select(objective => objective.Indicator.Query)
            .OfType<IndicatorQuery>().DistinctBy(query => query.Key).ToArray();
        var counted = await Task.WhenAll(queries.Select(query => CountAsync(query, end, cancellationToken)));
        return new(
            end - JustBefore, [.. counted.SelectMany(query => query.Counts)],
            new(queries.Zip(counted, (query, its) => (query.Key, its.Problem)).Where(pair => pair.Problem is not null)
                .ToDictionary(pair => pair.Key, pair => pair.Problem!)));
    }

    /// <summary>Forgets the last minute: another leader counts now.</summary>
    public void Pause() => _counted = null;

    private async Task<(IEnumerable<(SeriesKey, Histogram)> Counts, string? Problem)> CountAsync(
        IndicatorQuery query, DateTimeOffset end, CancellationToken cancellationToken)
    {
        var total = query.Total is null
            ? new Found(1, null)
            : await EventsAsync(query, query.Total, end, cancellationToken);
        var counted = await EventsAsync(query, query.Counted, end, cancellationToken);
        // No event was good, or none was bad: then there is no series of them.
        if (total is { Value: not null } && query.Total is not null && counted.IsEmpty)
        {
            counted = new Found(0, null);
        }

        if ((total.Problem ?? counted.Problem) is { } problem)
        {
            return ([Of(query, Measure.ScrapeCoverage, EventOutcome.Bad, 1)], problem);
        }

        var all = (long)Math.Round(total.Value!.Value);
        var part = query.Limit is { } limit
            ? (limit.Holds(counted.Value!.Value) ? 1 : 0)
            : Math.Clamp((long)Math.Round(counted.Value!.Value), 0, all);
        var good = query.CountsGood ? part : all - part;
        return (
            [
                Of(query, Measure.ScrapeCoverage, EventOutcome.Good, 1),
                Of(query, Measure.Queries, EventOutcome.Good, good),
                Of(query, Measure.Queries, EventOutcome.Bad, all - good),
            ],
            null);
    }

    private async Task<Found> EventsAsync(
        IndicatorQuery query, string promQl, DateTimeOffset end, CancellationToken cancellationToken)
    {
        var now = await ValueAsync(promQl, end, cancellationToken);
        if (query.Limit is not null || now.Value is not { } value)
        {
            return now;
        }

        if (!query.IsCounter)
        {
            return Events(IndicatorQuery.EventsOf(promQl, value));
        }

        var before = await ValueAsync(promQl, end - Minutes.One, cancellationToken);
        return before.Value is not { } earlier ? before
            : value < earlier ? new(null, "a counter of its query was reset")
            : Events(value - earlier);
    }

    private static Found Events(double events) => events is >= 0 and <= MostEvents
        ? new(events, null)
        : new(null, Invariant($"its query gave {events} events"));

    private async Task<Found> ValueAsync(string promQl, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var (values, failure) = await prometheus.ValuesAsync(
            IndicatorQuery.OverMinute(promQl), at, cancellationToken);
        return (values, failure) switch
        {
            (_, { } known) => new(null, $"Prometheus: {known.Reason}"),
            ([], _) => new(null, "its query found no series") { IsEmpty = true },
            ([var value], _) when double.IsFinite(value) => new(value, null),
            ([var value], _) => new(null, Invariant($"its query gave {value}")),
            _ => new(null, $"its query gave {values!.Count} series and must give one"),
        };
    }

    private static (SeriesKey, Histogram) Of(IndicatorQuery query, string measure, string outcome, long count) =>
        (new SeriesKey(measure, query.Key, "", outcome, ""), Histogram.Of(count));

    /// <param name="Value">Null when there is a problem.</param>
    private sealed record Found(double? Value, string? Problem)
    {
        public bool IsEmpty { get; init; }
    }
}

/// <summary>What queries counted in a minute.</summary>
/// <param name="At">A moment in it.</param>
/// <param name="Problems">Null if nothing was asked, so that those of the minute before remain.</param>
internal sealed record CountedMinute(
    DateTimeOffset At, IReadOnlyCollection<(SeriesKey, Histogram)> Counts, QueryProblems? Problems);
