using SreService.Counting;

namespace SreService.Slices;

/// <summary>
/// The counts of the last day by minute, and of the last minutes by round. The database has a copy of both; what it had
/// before is added at the start.
/// </summary>
internal sealed class RecentCounts
{
    /// <summary>How long a minute stays in memory.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>
    /// How long a minute waits to be written: the database may be unavailable so long without a loss.
    /// </summary>
    public static readonly TimeSpan Waiting = TimeSpan.FromMinutes(60);

    /// <summary>How far back counts are known by round.</summary>
    public static readonly TimeSpan Recent = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly SortedDictionary<DateTimeOffset, Page> _minutes = [];
    private readonly List<CountsAt> _recent = [];
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
            _recent.Add(new(_sequence, at, counts) { Counted = _sequence });
            Forget(at);
        }
    }

    /// <summary>
    /// Adds what an earlier process wrote. A minute in which nothing was counted since then is unchanged.
    /// </summary>
    public void Restore(IEnumerable<MinuteCounts> minutes, IReadOnlyList<CountsAt> recent)
    {
        lock (_gate)
        {
            _recent.AddRange(recent);
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

    /// <summary>
    /// Replaces whole minutes by those that the leader wrote up to a round at that moment, and adds what it counted
    /// since.
    /// </summary>
    public void Replace(IEnumerable<MinuteCounts> minutes, IReadOnlyList<CountsAt> recent, DateTimeOffset at)
    {
        lock (_gate)
        {
            _recent.AddRange(recent);
            foreach (var (minute, counts) in minutes)
            {
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

            foreach (var counts in _recent.Where(counts => counts.Counted > 0))
            {
                counts.Counted = ++_sequence;
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
            return _recent.Where(counts => counts.At > after).SelectMany(counts => counts.Counts).Summed();
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

    /// <returns>
    /// The same of the minutes in which this replica itself counted, and what it counted in the last minutes.
    /// </returns>
    public (long Sequence, IReadOnlyList<MinuteCounts> Minutes, IReadOnlyList<CountsAt> Recent) CountedAfter(
        long sequence)
    {
        lock (_gate)
        {
            var (now, minutes) = Pages(page => page.Counted > sequence);
            return (now, minutes, [.. _recent.Where(counts => counts.Counted > sequence)]);
        }
    }

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

        _recent.RemoveAll(counts => counts.At <= now - Recent);
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

/// <summary>What one round counted, at its moment.</summary>
/// <param name="Id">Unique in the process that counted it.</param>
internal sealed record CountsAt(
    long Id, DateTimeOffset At, IReadOnlyCollection<(SeriesKey Key, Histogram Histogram)> Counts)
{
    /// <summary>The position in the sequence of changes; 0 when another replica counted it.</summary>
    public long Counted { get; set; }
}
