using SreService.Alerting;
using SreService.Incidents;
using SreService.Timeline;

namespace SreService.Rounds;

/// <summary>What rounds changed for good: written once, never again.</summary>
/// <param name="Alerts">Alerts that changed their state.</param>
/// <param name="TimelineEvents">Changes of replicas, breakers and configuration.</param>
/// <param name="Incidents">Incidents after the change; of one that changed twice the newest is last.</param>
internal sealed record RoundChanges(
    IReadOnlyList<AlertChange> Alerts, IReadOnlyList<TimelineEvent> TimelineEvents, IReadOnlyList<Incident> Incidents)
{
    public bool Any => Alerts.Count + TimelineEvents.Count + Incidents.Count > 0;
}

/// <summary>Changes that are not written to the database yet, oldest first.</summary>
internal sealed class UnwrittenChanges
{
    private readonly Queue<(long Sequence, RoundChanges Changes)> _rounds = [];

    /// <summary>The position of the newest in the sequence of changes.</summary>
    public long Sequence { get; private set; }

    public void Add(RoundChanges changes)
    {
        if (changes.Any)
        {
            _rounds.Enqueue((++Sequence, changes));
        }
    }

    /// <summary>For a round that another replica wrote, together with its changes.</summary>
    public void Clear() => _rounds.Clear();

    /// <param name="written">Changes up to this position in their sequence are written.</param>
    /// <returns>The changes after it.</returns>
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
