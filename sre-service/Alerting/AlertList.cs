using SreService.Counting;

namespace SreService.Alerting;

/// <summary>The alerts of one round, and how those of the next follow from them.</summary>
/// <param name="Alerts">Firing, or frozen while there is no data; the most urgent and the oldest first.</param>
/// <param name="Pending">Not for long enough yet.</param>
/// <param name="Undecided">Rules that have nothing to decide on.</param>
/// <param name="Beginnings">When alerts began to fire of late.</param>
internal sealed record AlertList(
    IReadOnlyList<Alert> Alerts, IReadOnlyList<Alert> Pending, IReadOnlyList<Verdict> Undecided,
    IReadOnlyList<AlertBeginning> Beginnings)
{
    /// <summary>So many beginnings within <see cref="Lately"/> are flapping.</summary>
    private const int Often = 3;

    private static readonly TimeSpan Lately = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan HeldWhenFlapping = TimeSpan.FromMinutes(10);

    public static AlertList None { get; } = new([], [], [], []);

    public AlertList Next(IReadOnlyList<Verdict> verdicts, DateTimeOffset now)
    {
        var known = Alerts.Concat(Pending).ToDictionary(alert => alert.Key);
        Alert[] next = [.. verdicts.Select(verdict => Next(verdict, known.GetValueOrDefault(verdict.Key), now)).OfType<Alert>()];
        var fire = next.Where(alert => alert.State != AlertState.Pending)
            .OrderByDescending(alert => alert.Severity).ThenBy(alert => alert.Since);
        return new(
            Inhibition.Applied([.. fire]),
            [.. next.Where(alert => alert.State == AlertState.Pending)],
            [.. verdicts.Where(verdict => verdict.Finding == Finding.Undecided)],
            [.. Beginnings.Where(beginning => now - beginning.At < Lately),
                .. next.Where(alert => alert.FiringSince == now && known.GetValueOrDefault(alert.Key)?.FiringSince != now)
                    .Select(alert => new AlertBeginning(alert.Rule, alert.Subject, now))]);
    }

    private Alert? Next(Verdict verdict, Alert? before, DateTimeOffset now) => (verdict.Finding, before?.FiringSince) switch
    {
        (Finding.Firing, _) => Seen(verdict, before, now),
        (_, null) when verdict.Finding == Finding.Undecided => before,
        (_, null) => null,
        (Finding.Undecided, _) => before! with { State = AlertState.Frozen },
        _ => StillFiring(verdict, before!, now),
    };

    private static Alert Seen(Verdict verdict, Alert? before, DateTimeOffset now)
    {
        var since = before?.Since ?? verdict.Since ?? now;
        var firingSince = before?.FiringSince ?? (now - since >= verdict.Timing.For ? now : default(DateTimeOffset?));
        return new()
        {
            Rule = verdict.Rule,
            Severity = verdict.Severity,
            State = firingSince is null ? AlertState.Pending : AlertState.Firing,
            Component = verdict.Component,
            Subject = verdict.Subject,
            Message = verdict.Message,
            Since = since,
            FiringSince = firingSince,
            SeenAt = now,
            Value = verdict.Value,
            ShortValue = verdict.ShortValue,
            Threshold = verdict.Threshold,
            Unit = verdict.Unit,
            Objective = verdict.Objective,
            BudgetRemaining = verdict.BudgetRemaining,
            Flapping = before?.Flapping ?? false,
        };
    }

    /// <returns>Null when it has been quiet for long enough.</returns>
    private Alert? StillFiring(Verdict verdict, Alert before, DateTimeOffset now)
    {
        var flapping = before.Flapping || Beginnings.Count(beginning =>
            (beginning.Rule, beginning.Subject) == before.Key && now - beginning.At < Lately) >= Often;
        var held = flapping ? HeldWhenFlapping : verdict.Timing.KeepFiring;
        return now - before.SeenAt < held ? before with { State = AlertState.Firing, Flapping = flapping } : null;
    }
}

/// <summary>An alert began to fire.</summary>
internal sealed record AlertBeginning(string Rule, string Subject, DateTimeOffset At);
