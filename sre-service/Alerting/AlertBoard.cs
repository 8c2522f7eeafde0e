namespace SreService.Alerting;

/// <summary>The alerts there are, moved by the verdicts of every round.</summary>
internal sealed class AlertBoard
{
    private volatile AlertList _current = new([], []);

    public AlertList Current => _current;

    public void Refresh(IEnumerable<Verdict> verdicts, DateTimeOffset now) =>
        _current = _current.Next([.. verdicts], now);
}

/// <param name="Alerts">Firing, or frozen while there is no data; the most urgent and the oldest first.</param>
/// <param name="Undecided">Rules that have nothing to decide on.</param>
internal sealed record AlertList(IReadOnlyList<Alert> Alerts, IReadOnlyList<Verdict> Undecided)
{
    public AlertList Next(IReadOnlyList<Verdict> verdicts, DateTimeOffset now) => new(
        [.. verdicts
            .Select(verdict => Next(verdict, Before(verdict), now))
            .OfType<Alert>()
            .OrderByDescending(alert => alert.Severity).ThenBy(alert => alert.Since)],
        [.. verdicts.Where(verdict => verdict.Finding == Finding.Undecided)]);

    private Alert? Before(Verdict verdict) =>
        Alerts.FirstOrDefault(alert => (alert.Rule, alert.Subject) == (verdict.Rule, verdict.Subject));

    private static Alert? Next(Verdict verdict, Alert? before, DateTimeOffset now) => verdict.Finding switch
    {
        Finding.Quiet => null,
        Finding.Undecided => before is null ? null : before with { State = AlertState.Frozen },
        _ => new Alert(
            verdict.Rule, verdict.Severity, AlertState.Firing, verdict.Component, verdict.Subject, verdict.Message,
            before?.Since ?? verdict.Since ?? now, verdict.Value, verdict.Threshold, verdict.Unit),
    };
}
