using SreService.Alerting.Rules;
using SreService.Alerting.Silences;

namespace SreService.Alerting;

/// <summary>The alerts there are, moved by the evaluations of every round. Whoever moves it holds the evaluator's gate.</summary>
internal sealed class AlertBoard(SilenceCache silences)
{
    private volatile AlertList _current = AlertList.None;

    public AlertList Current => _current;

    /// <summary>Goes on from what another replica found.</summary>
    public void Restore(AlertList alerts) => _current = alerts;

    /// <returns>Alerts that came into another state.</returns>
    public IReadOnlyList<AlertChange> Refresh(IEnumerable<RuleEvaluation> evaluations, DateTimeOffset now)
    {
        var before = _current;
        _current = silences.Applied(before.Next([.. evaluations], now), now);
        return [.. AlertChanges.Between(before, _current, now)];
    }
}
