using SreService.Alerting;
using SreService.Incidents;
using SreService.Timeline;

namespace SreService.Rounds;

/// <summary>What rounds changed for good: it is written once and stays.</summary>
/// <param name="Alerts">Alerts that came into another state.</param>
/// <param name="TimelineEvents">What replicas, breakers and configuration did.</param>
/// <param name="Incidents">Incidents as they are now; of one that changed twice the newest comes last.</param>
internal sealed record RoundChanges(
    IReadOnlyList<AlertChange> Alerts, IReadOnlyList<TimelineEvent> TimelineEvents, IReadOnlyList<Incident> Incidents)
{
    public static RoundChanges None { get; } = new([], [], []);

    public bool Any => Alerts.Count + TimelineEvents.Count + Incidents.Count > 0;
}

/// <summary>The changes that the database has not got yet, in order.</summary>
internal sealed class UnwrittenChanges
{
    private readonly Queue<(long Sequence, RoundChanges Changes)> _rounds = [];

    /// <summary>The place in the sequence of changes that the newest have.</summary>
    public long Sequence { get; private set; }

    public void Add(RoundChanges changes)
    {
        if (changes.Any)
        {
            _rounds.Enqueue((++Sequence, changes));
        }
    }

    /// <summary>For when the round of another replica is taken over, which wrote all of its own.</summary>
    public void Clear() => _rounds.Clear();

    /// <param name="written">Changes up to this place in their sequence are written.</param>
    /// <returns>The others.</returns>
    public RoundChanges After(long written)
    {
        while (_rounds.TryPeek(out var oldest) && oldest.Sequence <= written)
        {
            _rounds.Dequeue();
        }

        var waiting = _rounds.Select(round => round.Changes).ToArray();
        return new(
            [.. waiting.SelectMany(round => round.Alerts)], [.. waiting.SelectMany(round => round.TimelineEvents)],
            [.. waiting.SelectMany(round => round.Incidents)]);
    }
}
