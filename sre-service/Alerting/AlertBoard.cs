using SreService.Muting;

namespace SreService.Alerting;

/// <summary>
/// The alerts there are, moved by the verdicts of every round, and what changed that is not written yet. Whoever moves it
/// holds the evaluator's gate.
/// </summary>
internal sealed class AlertBoard(MutingBook muting)
{
    private readonly Queue<(long Sequence, AlertChange Change)> _unwritten = [];
    private long _sequence;
    private volatile AlertList _current = AlertList.None;

    public AlertList Current => _current;

    /// <summary>Goes on from what another replica found, and wrote with all of its changes.</summary>
    public void Restore(AlertList alerts)
    {
        _unwritten.Clear();
        _current = alerts;
    }

    public void Refresh(IEnumerable<Verdict> verdicts, DateTimeOffset now)
    {
        var before = _current;
        _current = muting.Applied(before.Next([.. verdicts], now), now);
        foreach (var change in AlertChanges.Between(before, _current, now))
        {
            _unwritten.Enqueue((++_sequence, change));
        }
    }

    /// <param name="written">Changes up to this place in their sequence are written.</param>
    /// <returns>The others, and the place now.</returns>
    public (long Sequence, IReadOnlyList<AlertChange> Changes) ChangedAfter(long written)
    {
        while (_unwritten.TryPeek(out var oldest) && oldest.Sequence <= written)
        {
            _unwritten.Dequeue();
        }

        return (_sequence, [.. _unwritten.Select(entry => entry.Change)]);
    }
}
