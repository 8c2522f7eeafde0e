using SreService.Counting;

namespace SreService.Scraping;

/// <summary>
/// Turns totals into what was added since the last reading, exactly: nothing is estimated, counted twice or lost that a
/// replica has shown. What was last read of each process is remembered, and over a restart of this service too.
/// </summary>
/// <remarks>
/// Readings of one process must come in the order in which they were taken. Time is what was observed so far, which no
/// clock that is set can turn back.
/// </remarks>
/// <param name="sequence">The place in the sequence of readings to go on from.</param>
internal sealed class Increments(long sequence = 0)
{
    /// <summary>How long a process that is not read any more is remembered.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromDays(1);

    private readonly Dictionary<ProcessIdentity, Entry> _processes = [];
    private long _sequence = sequence;

    /// <summary>The place in the sequence of readings now.</summary>
    public long Sequence => _sequence;

    /// <returns>
    /// What was read after that place in the sequence of readings, to be kept with what was counted from it, and the
    /// place now.
    /// </returns>
    public (long Sequence, IReadOnlyList<LastReading> Readings) ReadAfter(long sequence) =>
        (_sequence, [.. _processes.Values.Where(entry => entry.Sequence > sequence).Select(entry => entry.Reading)]);

    /// <param name="reading">What an earlier process of this service has kept.</param>
    /// <param name="observed">How long was observed when it was read, which may be before the start.</param>
    public void Restore(LastReading reading, TimeSpan observed) =>
        _processes[reading.Process] = new Entry(reading, observed, Sequence: 0, IsLast: false);

    /// <param name="place">Where the reading was taken.</param>
    /// <param name="reading">The reading.</param>
    /// <param name="observed">How long was observed when it was taken.</param>
    /// <param name="isLast">Whether the process says that it ends: what comes of it later was taken before.</param>
    /// <returns>The series that grew, by how much.</returns>
    public IReadOnlyList<(Series Series, Tally Added)> Take(
        string place, Reading reading, TimeSpan observed, bool isLast = false)
    {
        var known = _processes.GetValueOrDefault(reading.Process);
        if (known is { IsLast: true })
        {
            return [];
        }

        var born = IsBornUnderOurEyes(reading.Age, observed);
        var before = known?.Reading.Counters;
        var counters = before is null ? [] : new Dictionary<Series, Tally>(before);
        var added = new List<(Series, Tally)>();
        foreach (var (series, total) in reading.Counters)
        {
            if (Added(before, born, series, total) is { IsNothing: false } increment)
            {
                added.Add((series, increment));
            }

            counters[series] = total;
        }

        var last = new LastReading(reading.Process, place, reading.At, counters)
        {
            CountedFromStart = known?.Reading.CountedFromStart ?? born,
        };
        _processes[reading.Process] = new Entry(last, observed, ++_sequence, isLast);
        return added;
    }

    /// <summary>Forgets processes that were not read for long.</summary>
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
    /// A process that started while every process was observed and remembered, and that is not among them, was counted
    /// by nobody yet. An older one may have been, so that its totals are only where counting starts.
    /// </summary>
    private static bool IsBornUnderOurEyes(TimeSpan age, TimeSpan observed) =>
        age < (observed < Remembered ? observed : Remembered);

    /// <returns>Null when the total is only the start to count from.</returns>
    private static Tally? Added(
        IReadOnlyDictionary<Series, Tally>? before, bool born, Series series, Tally total) => before switch
        {
            null => born ? total : null,
            _ when before.TryGetValue(series, out var earlier) => total.Since(earlier),
            // A series that a known process did not have before has grown from nothing.
            _ => total,
        };

    /// <param name="Reading">The last one.</param>
    /// <param name="ReadAt">How long was observed then.</param>
    /// <param name="Sequence">Its place among all readings; 0 when it was restored.</param>
    /// <param name="IsLast">Whether there will be no further.</param>
    private sealed record Entry(LastReading Reading, TimeSpan ReadAt, long Sequence, bool IsLast);
}

/// <summary>The totals of a process when it was last read.</summary>
internal sealed record LastReading(
    ProcessIdentity Process, string Place, DateTimeOffset At, IReadOnlyDictionary<Series, Tally> Counters)
{
    /// <summary>Whether its totals were counted, rather than only what came after the first reading.</summary>
    public bool CountedFromStart { get; init; }
}
