using Npgsql;
using SreService.Counting;
using SreService.Database;
using SreService.Scraping;
using SreService.Slices;

namespace SreService.Metrics;

/// <summary>
/// Counts over a time range. The last day is in memory by minute; older counts come from the hourly
/// roll-ups in the database, read once an hour.
/// </summary>
internal sealed class RangeReader(RecentCounts recent, DatabaseQuery stored, ScrapingSettings settings)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<TimeSpan, Hours> _known = [];

    public RangeCounts InMemory(TimeRange range, DateTimeOffset now)
    {
        var start = now - range.Length;
        var from = recent.FirstMinute is { } first && first > start ? first : start;
        return new(
            range.Length <= RecentCounts.Recent
                ? recent.SumSince(start)
                : recent.Sum(start.WholeMinute + Minutes.One, now.WholeMinute),
            from, recent.HistoryLoaded ? null : "earlier counts are not loaded yet")
        {
            IsKnown = recent.HistoryLoaded,
        };
    }

    public async Task<RangeCounts> CountsAsync(
        TimeRange range, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (range.Length <= RecentCounts.Kept)
        {
            return InMemory(range, now);
        }

        // Memory may not hold these hours from their first minute.
        var from = (now - range.Length).Floor(Hour) + Hour;
        var until = (now - RecentCounts.Kept).Floor(Hour) + Hour;
        if (await HoursAsync(new Hours(from, until), range.Length, cancellationToken) is not
            { Counts: { } hours } known)
        {
            return InMemory(range, now) with
            {
                Reason = $"{DatabaseQuery.Unavailable}: counts older than 24h are missing",
            };
        }

        var counts = recent.Sum(until, now.WholeMinute);
        counts.AddEach(hours.Select(hour => (hour.Key, hour.Value)));
        return new(counts, known.First ?? recent.FirstMinute ?? from, Reason: null) { IsKnown = recent.HistoryLoaded };
    }

    /// <returns>
    /// The counts of all replicas and of each, or of one replica; null for a replica that was never scraped.
    /// </returns>
    public async Task<Measured?> MeasureAsync(
        MetricsQuery query, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!query.IsByReplica)
        {
            var all = await CountsAsync(query.Range, now, cancellationToken);
            return new(all, ByReplica: null)
            {
                Reason = all.Reason
                    ?? (query.Service is null ? null : "counts by replica are kept for 24h"),
            };
        }

        var start = (now - query.Range.Length).WholeMinute + Minutes.One;
        var from = recent.FirstMinute is { } firstMinute && firstMinute > start ? firstMinute : start;
        var found = await stored.TryAsync(
            (connection, token) => AskAsync(connection, query, from, token), cancellationToken);
        if (found is { IsKnown: false })
        {
            return null;
        }

        if (query.Replica is null)
        {
            return new(InMemory(query.Range, now), found?.Replicas)
            {
                Reason = found is null ? $"{DatabaseQuery.Unavailable}: counts by replica are missing" : null,
            };
        }

        var since = found is { Replicas: [var first, ..] } ? first.Since : from;
        var counts = (found?.Replicas ?? [])
            .SelectMany(replica => replica.Counts.Select(count => (count.Key, count.Value)));
        return new(new RangeCounts(counts.Summed(), since, Reason: null), found?.Replicas)
        {
            Reason = found is null ? $"{DatabaseQuery.Unavailable}: counts of the replica are missing" : null,
        };
    }

    private async Task<Hours?> HoursAsync(Hours wanted, TimeSpan length, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_known.GetValueOrDefault(length) is { } known
                && (known.From, known.Until) == (wanted.From, wanted.Until))
            {
                return known;
            }
        }

        if (await stored.TryAsync(
            (connection, token) => AskAsync(connection, wanted, token), cancellationToken) is { } found)
        {
            lock (_gate)
            {
                return _known[length] = found;
            }
        }

        return null;
    }

    private async Task<CountsByReplica> AskAsync(
        NpgsqlConnection connection, MetricsQuery query, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var replicas = await ReplicaCounts.SinceAsync(
            connection, query.Service, query.Replica, from, from + (settings.Interval / 2), cancellationToken);
        var isKnown = replicas.Count > 0 || query.Replica is null
            || await ReplicaCounts.IsKnownAsync(connection, query.Service, query.Replica, cancellationToken);
        return new(replicas, isKnown);
    }

    private static async Task<Hours> AskAsync(
        NpgsqlConnection connection, Hours wanted, CancellationToken cancellationToken) => wanted with
        {
            First = await CountTable.FirstHourAsync(connection, wanted.From, wanted.Until, cancellationToken),
            Counts = await CountTable.SumOfHoursAsync(connection, wanted.From, wanted.Until, cancellationToken),
        };

    /// <param name="IsKnown">False if a replica was requested that was never scraped.</param>
    private sealed record CountsByReplica(IReadOnlyList<ReplicaCounts> Replicas, bool IsKnown);

    private sealed record Hours(DateTimeOffset From, DateTimeOffset Until)
    {
        /// <summary>The first hour with counts; null if none has any.</summary>
        public DateTimeOffset? First { get; init; }

        public Dictionary<SeriesKey, Histogram>? Counts { get; init; }
    }
}

/// <param name="From">Start of the counts: of the range, or later if observation began later.</param>
/// <param name="Reason">Why the range is incomplete; null if it is complete.</param>
internal sealed record RangeCounts(
    IReadOnlyDictionary<SeriesKey, Histogram> Counts, DateTimeOffset From, string? Reason)
{
    /// <summary>False until the counts of earlier processes are loaded: then nothing is counted.</summary>
    public bool IsKnown { get; init; } = true;
}

/// <param name="ByReplica">The same counts by replica; null if not requested or unknown.</param>
internal sealed record Measured(RangeCounts Counts, IReadOnlyList<ReplicaCounts>? ByReplica)
{
    /// <summary>What is missing, and why; null if nothing is.</summary>
    public string? Reason { get; init; } = Counts.Reason;
}
