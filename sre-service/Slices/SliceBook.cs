namespace SreService.Slices;

/// <summary>
/// The counts of the last day, minute by minute, and of the last minutes reading by reading.
/// What is written to the database is a copy of it; what the database had before is added to it at the start.
/// </summary>
internal sealed class SliceBook
{
    /// <summary>How long a minute stays here, and so how long the database may be away without a loss.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    /// <summary>How far back counts are known to the reading.</summary>
    public static readonly TimeSpan Recent = TimeSpan.FromMinutes(5);

    private readonly Lock _gate = new();
    private readonly SortedDictionary<DateTimeOffset, Page> _minutes = [];
    private readonly Queue<(DateTimeOffset At, CountKey Key, Tally Tally)> _recent = [];
    private long _sequence;

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

    /// <summary>Adds what happened up to that moment since the last time.</summary>
    public void Add(DateTimeOffset at, IReadOnlyCollection<(CountKey Key, Tally Tally)> counts)
    {
        if (counts.Count == 0)
        {
            return;
        }

        lock (_gate)
        {
            AddTo(at.WholeMinute, counts).Changed = ++_sequence;
            foreach (var (key, tally) in counts)
            {
                _recent.Enqueue((at, key, tally));
            }

            Forget(at);
        }
    }

    /// <summary>
    /// Adds what an earlier process wrote. A minute in which nothing was counted since then has not changed.
    /// </summary>
    public void Restore(IEnumerable<MinuteCounts> minutes)
    {
        lock (_gate)
        {
            foreach (var (minute, counts) in minutes)
            {
                var page = AddTo(minute, [.. counts.Select(count => (count.Key, count.Value))]);
                page.Changed = page.Changed > 0 ? ++_sequence : 0;
            }
        }
    }

    /// <returns>The sums of whole minutes, from the first to the last, both included.</returns>
    public Dictionary<CountKey, Tally> Sum(DateTimeOffset firstMinute, DateTimeOffset lastMinute)
    {
        lock (_gate)
        {
            return Sum(_minutes
                .Where(minute => minute.Key >= firstMinute && minute.Key <= lastMinute)
                .SelectMany(minute => minute.Value.Counts)
                .Select(count => (count.Key, count.Value)));
        }
    }

    /// <returns>
    /// The sums of everything counted after that moment, which must not lie further back than <see cref="Recent"/>.
    /// </returns>
    public Dictionary<CountKey, Tally> SumSince(DateTimeOffset after)
    {
        lock (_gate)
        {
            return Sum(_recent.Where(count => count.At > after).Select(count => (count.Key, count.Tally)));
        }
    }

    /// <returns>The minutes before that one, oldest first, with the counts that are asked for.</returns>
    public IReadOnlyList<MinuteCounts> Before(DateTimeOffset minute, Func<CountKey, bool> which)
    {
        lock (_gate)
        {
            return [.. _minutes.Where(page => page.Key < minute).Select(page => Copy(page.Key, page.Value, which))];
        }
    }

    /// <returns>
    /// The minutes that changed after that place in the sequence of changes, whole, and the place now.
    /// </returns>
    public (long Sequence, IReadOnlyList<MinuteCounts> Minutes) ChangedAfter(long sequence)
    {
        lock (_gate)
        {
            var changed = _minutes.Where(page => page.Value.Changed > sequence);
            return (_sequence, [.. changed.Select(page => Copy(page.Key, page.Value, _ => true))]);
        }
    }

    private static MinuteCounts Copy(DateTimeOffset minute, Page page, Func<CountKey, bool> which) => new(
        minute,
        page.Counts.Where(count => which(count.Key)).ToDictionary(count => count.Key, count => count.Value.Copy()));

    private static Dictionary<CountKey, Tally> Sum(IEnumerable<(CountKey Key, Tally Tally)> counts)
    {
        var sums = new Dictionary<CountKey, Tally>();
        AddTo(sums, counts);
        return sums;
    }

    private Page AddTo(DateTimeOffset minute, IReadOnlyCollection<(CountKey Key, Tally Tally)> counts)
    {
        if (!_minutes.TryGetValue(minute, out var page))
        {
            _minutes[minute] = page = new Page();
        }

        AddTo(page.Counts, counts);
        return page;
    }

    private static void AddTo(Dictionary<CountKey, Tally> sums, IEnumerable<(CountKey Key, Tally Tally)> counts)
    {
        foreach (var (key, tally) in counts)
        {
            if (!sums.TryGetValue(key, out var sum))
            {
                sums[key] = sum = Tally.Nothing();
            }

            sum.Add(tally);
        }
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
        public Dictionary<CountKey, Tally> Counts { get; } = [];

        public long Changed { get; set; }
    }
}

/// <summary>Everything counted in one minute.</summary>
internal sealed record MinuteCounts(DateTimeOffset Minute, IReadOnlyDictionary<CountKey, Tally> Counts);
