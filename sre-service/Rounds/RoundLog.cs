using SreService.Alerting;
using SreService.Incidents;
using SreService.Timeline;

namespace SreService.Rounds;

/// <summary>What changed of late, for good.</summary>
/// <param name="Sequence">The place in the sequence of entries up to which it reaches.</param>
/// <param name="Alerts">Alerts that came into another state.</param>
/// <param name="TimelineEvents">What replicas, breakers and configuration did.</param>
/// <param name="Incidents">Incidents as they are now; of one that changed twice the newest comes last.</param>
internal sealed record LogEntries(
    long Sequence, IReadOnlyList<AlertChange> Alerts, IReadOnlyList<TimelineEvent> TimelineEvents, IReadOnlyList<Incident> Incidents)
{
    public static LogEntries None { get; } = new(0, [], [], []);
}

/// <summary>
/// What rounds found and the database has not got yet, in order. Whoever adds to it holds the evaluator's gate.
/// </summary>
internal sealed class RoundLog
{
    private readonly Queue<(long Sequence, object Entry)> _unwritten = [];
    private long _sequence;

    public void Add(IEnumerable<object> entries)
    {
        foreach (var entry in entries)
        {
            _unwritten.Enqueue((++_sequence, entry));
        }
    }

    /// <summary>Another replica's round is taken over, which wrote all of its own.</summary>
    public void Clear() => _unwritten.Clear();

    /// <param name="written">Entries up to this place in their sequence are written.</param>
    /// <returns>The others.</returns>
    public LogEntries After(long written)
    {
        while (_unwritten.TryPeek(out var oldest) && oldest.Sequence <= written)
        {
            _unwritten.Dequeue();
        }

        object[] entries = [.. _unwritten.Select(entry => entry.Entry)];
        return new(_sequence, [.. entries.OfType<AlertChange>()], [.. entries.OfType<TimelineEvent>()], [.. entries.OfType<Incident>()]);
    }
}
