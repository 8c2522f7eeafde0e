using SreService.Slices;

namespace SreService.Scraping;

/// <summary>
/// Turns totals into what was added since the last reading, exactly: nothing is estimated, counted twice or lost that a
/// replica has shown. What was last read of each process is remembered, and over a restart of this service too.
/// </summary>
/// <param name="observingSince">
/// The whole life of a process that started after this moment lies before us, also when it is seen for the first time.
/// </param>
internal sealed class Increments(DateTimeOffset observingSince)
{
    private readonly Dictionary<ProcessIdentity, LastReading> _processes = [];
    private readonly Dictionary<string, DateTimeOffset> _lastReadAt = [];

    /// <summary>Readings taken after that moment, to be kept with what was counted from them.</summary>
    public IReadOnlyList<LastReading> ReadAfter(DateTimeOffset moment) =>
        [.. _processes.Values.Where(process => process.At > moment)];

    public void Restore(LastReading reading)
    {
        _processes[reading.Process] = reading;
        _lastReadAt[reading.Place] = Later(reading.At, _lastReadAt.GetValueOrDefault(reading.Place));
    }

    /// <param name="place">Where the reading was taken.</param>
    /// <param name="reading">The reading.</param>
    /// <returns>The series that grew, by how much.</returns>
    public IReadOnlyList<(Series Series, Tally Added)> Take(string place, Reading reading)
    {
        var known = _processes.GetValueOrDefault(reading.Process);
        if (known is not null && reading.At <= known.At)
        {
            return [];
        }

        var born = reading.Process.StartedAt > (_lastReadAt.TryGetValue(place, out var last) ? last : observingSince);
        var counters = new Dictionary<Series, Tally>(known?.Counters ?? new Dictionary<Series, Tally>());
        var added = new List<(Series, Tally)>();
        foreach (var (series, total) in reading.Counters)
        {
            if (Added(known, born, series, total) is { IsNothing: false } increment)
            {
                added.Add((series, increment));
            }

            counters[series] = total;
        }

        Restore(new LastReading(reading.Process, place, reading.At, counters));
        return added;
    }

    /// <summary>Forgets processes that were last read before that moment.</summary>
    public void Forget(DateTimeOffset before)
    {
        foreach (var process in _processes.Values.Where(process => process.At < before).ToArray())
        {
            _processes.Remove(process.Process);
        }
    }

    /// <returns>Null when the total is only the start to count from.</returns>
    private static Tally? Added(LastReading? known, bool born, Series series, Tally total) => known switch
    {
        null => born ? total : null,
        _ when known.Counters.TryGetValue(series, out var before) => total.Since(before),
        // A series that a known process did not have before has grown from nothing.
        _ => total,
    };

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}

/// <summary>The totals of a process when it was last read.</summary>
internal sealed record LastReading(
    ProcessIdentity Process, string Place, DateTimeOffset At, IReadOnlyDictionary<Series, Tally> Counters);
