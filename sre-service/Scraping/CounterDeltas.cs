using SreService.Counting;

namespace SreService.Scraping;

/// <summary>
/// Turns counters into exact deltas since the previous scrape: nothing that a replica exposed is estimated, counted
/// twice or lost. The last counters of each process are kept, also across a restart of this service.
/// </summary>
/// <remarks>
/// Scrapes of one process must be taken in order. Time is the time observed so far, which a change of the clock
/// cannot turn back.
/// </remarks>
/// <param name="sequence">The sequence number to continue from.</param>
internal sealed class CounterDeltas(long sequence = 0)
{
    /// <summary>How long the counters of a process are kept after its last scrape.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromDays(1);

    private readonly Dictionary<ProcessIdentity, Entry> _processes = [];
    private long _sequence = sequence;

    /// <summary>The sequence number of the last scrape.</summary>
    public long Sequence => _sequence;

    /// <returns>
    /// The counters scraped after that sequence number, to be stored with the counts taken from them, and the
    /// current number.
    /// </returns>
    public (long Sequence, IReadOnlyList<ProcessCounters> Scrapes) ReadAfter(long sequence) =>
        (_sequence, [.. _processes.Values.Where(entry => entry.Sequence > sequence).Select(entry => entry.Scrape)]);

    /// <param name="scrape">Counters stored by an earlier process of this service.</param>
    /// <param name="observed">Time observed until then; negative for before the start.</param>
    public void Restore(ProcessCounters scrape, TimeSpan observed) =>
        _processes[scrape.Process] = new Entry(scrape, observed, Sequence: 0, IsLast: false);

    /// <param name="address">The address that was scraped.</param>
    /// <param name="observed">Time observed until the scrape.</param>
    /// <param name="isLast">Whether it is the final scrape: scrapes that arrive later are older.</param>
    /// <returns>The series that grew, and their deltas.</returns>
    public IReadOnlyList<(Series Series, Histogram Added)> Take(
        string address, Scrape scrape, TimeSpan observed, bool isLast = false)
    {
        var known = _processes.GetValueOrDefault(scrape.Process);
        if (known is { IsLast: true })
        {
            return [];
        }

        var fromStart = StartedWhileObserved(scrape.Age, observed);
        var before = known?.Scrape.Counters;
        var counters = before is null ? [] : new Dictionary<Series, Histogram>(before);
        var added = new List<(Series, Histogram)>();
        foreach (var (series, total) in scrape.Counters)
        {
            if (Added(before, fromStart, series, total) is { IsEmpty: false } delta)
            {
                added.Add((series, delta));
            }

            counters[series] = total;
        }

        var last = new ProcessCounters(scrape.Process, address, scrape.At, counters)
        {
            CountedFromStart = known?.Scrape.CountedFromStart ?? fromStart,
        };
        _processes[scrape.Process] = new Entry(last, observed, ++_sequence, isLast);
        return added;
    }

    /// <summary>Forgets processes that were not scraped for long.</summary>
    public void Forget(TimeSpan observed)
    {
        foreach (var (process, entry) in _processes)
        {
            if (entry.ReadAt < observed - Remembered)
            {
                _processes.Remove(process);
            }
        }
    }

    /// <summary>
    /// The counters of an unknown process that started while all processes were observed are not counted
    /// yet. Those of an older one may be, so they are only a baseline.
    /// </summary>
    private static bool StartedWhileObserved(TimeSpan age, TimeSpan observed) =>
        age < (observed < Remembered ? observed : Remembered);

    /// <returns>Null if the total is only a baseline.</returns>
    private static Histogram? Added(
        IReadOnlyDictionary<Series, Histogram>? before, bool fromStart, Series series, Histogram total) => before switch
        {
            null => fromStart ? total : null,
            _ when before.TryGetValue(series, out var earlier) => total.Since(earlier),
            // A new series of a known process started at zero.
            _ => total,
        };

    /// <param name="Scrape">The last one.</param>
    /// <param name="ReadAt">Time observed until then.</param>
    /// <param name="Sequence">Sequence number; 0 if restored.</param>
    /// <param name="IsLast">Whether it is the final scrape.</param>
    private sealed record Entry(ProcessCounters Scrape, TimeSpan ReadAt, long Sequence, bool IsLast);
}

/// <summary>The counters of a process in its last scrape.</summary>
internal sealed record ProcessCounters(
    ProcessIdentity Process, string Address, DateTimeOffset At, IReadOnlyDictionary<Series, Histogram> Counters)
{
    /// <summary>Whether its totals count, rather than only the deltas after the first scrape.</summary>
    public bool CountedFromStart { get; init; }
}
