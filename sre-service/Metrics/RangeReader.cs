using Npgsql;
using SreService.Counting;
using SreService.Database;
using SreService.Scraping;
using SreService.Slices;

namespace SreService.Metrics;

/// <summary>
/// What was counted in a time range. The last day is in memory, minute by minute; what lies before it comes from the
/// roll-ups of whole hours, and is asked for once an hour.
/// </summary>
internal sealed class RangeReader(
    SliceBook book, StoredAnswers stored, ScrapingSettings settings)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly Lock _gate = new();
    private readonly Dictionary<TimeSpan, Hours> _known = [];

    public RangeCounts InMemory(TimeRange range, DateTimeOffset now)
    {
        var start = now - range.Length;
        var from = book.FirstMinute is { } first && first > start ? first : start;
        return new(
            range.Length <= SliceBook.Recent
                ? book.SumSince(start)
                : book.Sum(start.WholeMinute + Minutes.One, now.WholeMinute),
            from, Reason: null);
    }

    public async Task<RangeCounts> CountsAsync(
        TimeRange range, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (range.Length <= SliceBook.Kept)
        {
            return InMemory(range, now);
        }

        // Hours that memory may not hold from their first minute on.
        var from = (now - range.Length).Floor(Hour) + Hour;
        var until = (now - SliceBook.Kept).Floor(Hour) + Hour;
        if (await HoursAsync(new Hours(from, until), range.Length, cancellationToken) is not { Counts: { } hours } known)
        {
            return InMemory(range, now) with
            {
                Reason = $"{StoredAnswers.Away}: what lies further back than a day is missing",
            };
        }

        var counts = book.Sum(until, now.WholeMinute);
        counts.AddEach(hours.Select(hour => (hour.Key, hour.Value)));
        return new(counts, known.First ?? book.FirstMinute ?? from, Reason: null);
    }

    /// <returns>
    /// Both the counts of all and those of each replica; or of one replica alone. Null when nobody has ever read it.
    /// </returns>
    public async Task<Measured?> MeasureAsync(
        MetricsQuestion question, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!question.IsByReplica)
        {
            var all = await CountsAsync(question.Range, now, cancellationToken);
            return new(all, ByReplica: null)
            {
                Reason = all.Reason
                    ?? (question.Service is null ? null : "counts by replica are kept for a day"),
            };
        }

        var start = (now - question.Range.Length).WholeMinute + Minutes.One;
        var from = book.FirstMinute is { } firstMinute && firstMinute > start ? firstMinute : start;
        var found = await stored.TryAsync(
            (connection, token) => AskAsync(connection, question, from, token), cancellationToken);
        if (found is { IsKnown: false })
        {
            return null;
        }

        if (question.Replica is null)
        {
            return new(InMemory(question.Range, now), found?.Replicas)
            {
                Reason = found is null ? $"{StoredAnswers.Away}: the shares of the replicas are missing" : null,
            };
        }

        var since = found is { Replicas: [var first, ..] } ? first.Since : from;
        var counts = (found?.Replicas ?? []).SelectMany(replica => replica.Counts.Select(count => (count.Key, count.Value)));
        return new(new RangeCounts(counts.Summed(), since, Reason: null), found?.Replicas)
        {
            Reason = found is null ? $"{StoredAnswers.Away}: what the replica counted is missing" : null,
        };
    }

    private async Task<Hours?> HoursAsync(Hours wanted, TimeSpan length, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_known.GetValueOrDefault(length) is { } known && (known.From, known.Until) == (wanted.From, wanted.Until))
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

    private async Task<Shares> AskAsync(
        NpgsqlConnection connection, MetricsQuestion question, DateTimeOffset from, CancellationToken cancellationToken)
    {
        var replicas = await ReplicaCounts.SinceAsync(
            connection, question.Service, question.Replica, from, from + (settings.Interval / 2), cancellationToken);
        var isKnown = replicas.Count > 0 || question.Replica is null
            || await ReplicaCounts.IsKnownAsync(connection, question.Service, question.Replica, cancellationToken);
        return new(replicas, isKnown);
    }

    private static async Task<Hours> AskAsync(
        NpgsqlConnection connection, Hours wanted, CancellationToken cancellationToken) => wanted with
        {
            First = await StoredCounts.FirstHourAsync(connection, wanted.From, wanted.Until, cancellationToken),
            Counts = await StoredCounts.SumOfHoursAsync(connection, wanted.From, wanted.Until, cancellationToken),
        };

    /// <param name="Replicas">Those that were read in the time.</param>
    /// <param name="IsKnown">Whether the one that was asked for was ever read.</param>
    private sealed record Shares(IReadOnlyList<ReplicaCounts> Replicas, bool IsKnown);

    /// <param name="From">The first hour.</param>
    /// <param name="Until">The end.</param>
    private sealed record Hours(DateTimeOffset From, DateTimeOffset Until)
    {
        /// <summary>The first hour in which something was counted; null when in none was.</summary>
        public DateTimeOffset? First { get; init; }

        public Dictionary<CountKey, Tally>? Counts { get; init; }
    }
}

/// <param name="Counts">What was counted.</param>
/// <param name="From">The first moment that it can be from.</param>
/// <param name="Reason">Why it is not all of the range; null when it is.</param>
internal sealed record RangeCounts(
    IReadOnlyDictionary<CountKey, Tally> Counts, DateTimeOffset From, string? Reason);

/// <param name="Counts">What was counted in the range.</param>
/// <param name="ByReplica">The same by replica, where that was asked for and is known.</param>
internal sealed record Measured(RangeCounts Counts, IReadOnlyList<ReplicaCounts>? ByReplica)
{
    /// <summary>What is missing, and why; null when nothing is.</summary>
    public string? Reason { get; init; } = Counts.Reason;
}
