using SreService.Counting;

namespace SreService.Slices;

/// <summary>
/// The counts of the last day by minute, and of the last minutes by scrape. The database has a copy; what it had before
/// is added at the start.
/// </summary>
internal sealed class RecentCounts
{
    /// <summary>How long a minute stays in memory.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>
    /// How long a minute waits to be written: the database may be unavailable so long without a loss.
    /// </summary>
    public static readonly TimeSpan Waiting = TimeSpan.FromMinutes(60);

    /// <summary>How far back counts are known by scrape.</summary>
    public static readonly TimeSpan Recent = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly SortedDictionary<DateTimeOffset, Page> _minutes = [];
    private readonly Queue<(DateTimeOffset At, SeriesKey Key, Histogram Histogram)> _recent = [];
    private long _sequence;
    private volatile bool _historyLoaded;

    /// <summary>
    /// Whether the earlier counts were loaded from the database. Until then nothing is counted: counting from the wrong
    /// totals would count twice.
    /// </summary>
    public bool HistoryLoaded
    {
        get => _historyLoaded;
        set => _historyLoaded = value;
    }

    /// <summary>The first minute that is known; null when none is.</summary>
    public DateTimeOffset? FirstMinute
    {
        get
        {
            lock (_gate)
            {
                return _minutes.Count == 0 ? null : _minutes.First().Key;
            }
        }
    }

    /// <summary>
    /// Adds what was counted up to that moment since the last time. What is too late for its own minute goes to the
    /// first open one: a closed minute does not change.
    /// </summary>
    public void Add(DateTimeOffset at, IReadOnlyCollection<(SeriesKey Key, Histogram Histogram)> counts)
    {
        if (counts.Count == 0)
        {
            return;
        }

        lock (_gate)
        {
            var page = AddTo(OpenMinute(at), counts);
            page.Changed = page.Counted = ++_sequence;
            foreach (var (key, histogram) in counts)
            {
                _recent.Enqueue((at, key, histogram));
            }

            Forget(at);
        }
    }

    /// <summary>
    /// Adds what an earlier process wrote. A minute in which nothing was counted since then is unchanged.
    /// </summary>
    public void Restore(IEnumerable<MinuteCounts> minutes)
    {
        lock (_gate)
        {
            foreach (var (minute, counts) in minutes)
            {
                var page = AddTo(minute, [.. counts.Select(count => (count.Key, count.Value))]);
                if (page.Counted > 0)
                {
                    page.Changed = page.Counted = ++_sequence;
                }
            }
        }
    }

    /// <summary>Replaces whole minutes by those that the leader wrote after a round at that moment.</summary>
    public void Replace(IEnumerable<MinuteCounts> minutes, DateTimeOffset at)
    {
        lock (_gate)
        {
            foreach (var (minute, counts) in minutes)
            {
                RememberNews(minute, counts, at);
                var page = new Page { Changed = ++_sequence };
                page.Counts.AddEach(counts.Select(count => (count.Key, count.Value)));
                _minutes[minute] = page;
            }

            Forget(at);
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _minutes.Clear();
            _recent.Clear();
        }
    }

    /// <summary>Drops minutes before that one that were counted after a position in the sequence of changes.</summary>
    /// <returns>Which ones.</returns>
    public IReadOnlyList<DateTimeOffset> DropUnwritten(long sequence, DateTimeOffset before)
    {
        lock (_gate)
        {
            DateTimeOffset[] dropped = [.. _minutes
                .TakeWhile(minute => minute.Key < before)
                .Where(minute => minute.Value.Counted > sequence)
                .Select(minute => minute.Key)];
            foreach (var minute in dropped)
            {
                _minutes.Remove(minute);
            }

            return dropped;
        }
    }

    /// <summary>
    /// Marks minutes from that one on to be written again: a database that was unavailable may have lost them.
    /// </summary>
    public void CountAgain(DateTimeOffset since)
    {
        lock (_gate)
        {
            foreach (var (_, page) in _minutes.Where(minute => minute.Key >= since && minute.Value.Counted > 0))
            {
                page.Counted = ++_sequence;
            }
        }
    }

    /// <returns>The sums of whole minutes, from the first to the last, both included.</returns>
    public Dictionary<SeriesKey, Histogram> Sum(DateTimeOffset firstMinute, DateTimeOffset lastMinute)
    {
        lock (_gate)
        {
            return _minutes
                .Where(minute => minute.Key >= firstMinute && minute.Key <= lastMinute)
                .SelectMany(minute => minute.Value.Counts)
                .Select(count => (count.Key, count.Value))
                .Summed();
        }
    }

    /// <returns>
    /// The sums of everything counted after that moment, at most <see cref="Recent"/> ago.
    /// </returns>
    public Dictionary<SeriesKey, Histogram> SumSince(DateTimeOffset after)
    {
        lock (_gate)
        {
            return _recent.Where(count => count.At > after).Select(count => (count.Key, count.Histogram)).Summed();
        }
    }

    /// <returns>The minutes before that one, oldest first, with the selected counts.</returns>
    public IReadOnlyList<MinuteCounts> Before(DateTimeOffset minute, Func<SeriesKey, bool> which)
    {
        lock (_gate)
        {
            return [.. _minutes.Where(page => page.Key < minute).Select(page => Copy(page.Key, page.Value, which))];
        }
    }

    /// <returns>
    /// The whole minutes that changed after that position in the sequence of changes, and the position now.
    /// </returns>
    public (long Sequence, IReadOnlyList<MinuteCounts> Minutes) ChangedAfter(long sequence) =>
        Pages(page => page.Changed > sequence);

    /// <returns>The same of the minutes in which this replica itself counted.</returns>
    public (long Sequence, IReadOnlyList<MinuteCounts> Minutes) CountedAfter(long sequence) =>
        Pages(page => page.Counted > sequence);

    private (long Sequence, IReadOnlyList<MinuteCounts> Minutes) Pages(Func<Page, bool> which)
    {
        lock (_gate)
        {
            var pages = _minutes.Where(page => which(page.Value));
            return (_sequence, [.. pages.Select(page => Copy(page.Key, page.Value, _ => true))]);
        }
    }

    private DateTimeOffset OpenMinute(DateTimeOffset at)
    {
        var open = _minutes.Count == 0 ? DateTimeOffset.MinValue : _minutes.Keys.Last().ClosedUntil;
        return at.WholeMinute > open ? at.WholeMinute : open;
    }

    /// <summary>What is new in a minute was counted within it, at the latest at the round.</summary>
    private void RememberNews(
        DateTimeOffset minute, IReadOnlyDictionary<SeriesKey, Histogram> counts, DateTimeOffset round)
    {
        var end = minute + Minutes.One < round ? minute + Minutes.One : round;
        if (end <= round - Recent)
        {
            return;
        }

        var known = _minutes.GetValueOrDefault(minute)?.Counts;
        foreach (var (key, histogram) in counts)
        {
            var before = known?.GetValueOrDefault(key);
            if ((before is null ? histogram.Copy() : histogram.Since(before)) is { IsEmpty: false } news)
            {
                _recent.Enqueue((end - TimeSpan.FromTicks(1), key, news));
            }
        }
    }

    private static MinuteCounts Copy(DateTimeOffset minute, Page page, Func<SeriesKey, bool> which) => new(
        minute,
        page.Counts.Where(count => which(count.Key)).ToDictionary(count => count.Key, count => count.Value.Copy()));

    private Page AddTo(DateTimeOffset minute, IReadOnlyCollection<(SeriesKey Key, Histogram Histogram)> counts)
    {
        if (!_minutes.TryGetValue(minute, out var page))
        {
            _minutes[minute] = page = new Page();
        }

        page.Counts.AddEach(counts);
        return page;
    }

    private void Forget(DateTimeOffset now)
    {
        while (_minutes.Count > 0 && _minutes.First().Key < now - Kept)
        {
            _minutes.Remove(_minutes.First().Key);
        }

        while (_recent.TryPeek(out var oldest) && oldest.At <= now - Recent)
        {
            _recent.Dequeue();
        }
    }

    private sealed class Page
    {
        public Dictionary<SeriesKey, Histogram> Counts { get; } = [];

        /// <summary>
        /// The position in the sequence of changes at which it last changed; 0 when it never did here.
        /// </summary>
        public long Changed { get; set; }

        /// <summary>The same of the last change that this replica made.</summary>
        public long Counted { get; set; }
    }
}

/// <summary>Everything counted in one minute.</summary>
internal sealed record MinuteCounts(DateTimeOffset Minute, IReadOnlyDictionary<SeriesKey, Histogram> Counts);
