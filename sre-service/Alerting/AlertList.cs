using System.Text.Json.Serialization;
using SreService.Alerting.Rules;
using SreService.Counting;

namespace SreService.Alerting;

/// <summary>The alerts of one evaluation round, and how those of the next follow from them.</summary>
/// <param name="Alerts">Firing, or keeping their last state without data; the most severe and the oldest first.</param>
/// <param name="Pending">Their condition is not true for long enough yet.</param>
/// <param name="NoData">Rules without data, or too little.</param>
/// <param name="Beginnings">Alerts that began to fire within the last 30 minutes.</param>
internal sealed record AlertList(
    IReadOnlyList<Alert> Alerts, IReadOnlyList<Alert> Pending,
    [property: JsonPropertyName("Undecided")] IReadOnlyList<RuleEvaluation> NoData,
    IReadOnlyList<AlertBeginning> Beginnings)
{
    /// <summary>So many beginnings within <see cref="FlappingWindow"/> are flapping.</summary>
    private const int FlappingCount = 3;

    private static readonly TimeSpan FlappingWindow = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan KeepFlapping = TimeSpan.FromMinutes(10);

    public static AlertList None { get; } = new([], [], [], []);

    public AlertList Next(IReadOnlyList<RuleEvaluation> evaluations, DateTimeOffset now)
    {
        var known = Alerts.Concat(Pending).ToDictionary(alert => alert.Key);
        Alert[] next = [.. evaluations.Select(
            evaluation => Next(evaluation, known.GetValueOrDefault(evaluation.Key), now)).OfType<Alert>()];
        var fire = next.Where(alert => alert.State != AlertState.Pending)
            .OrderByDescending(alert => alert.Severity).ThenBy(alert => alert.Since);
        return new(
            Inhibition.Applied([.. fire]),
            [.. next.Where(alert => alert.State == AlertState.Pending)],
            [.. evaluations.Where(evaluation => evaluation.Finding == Finding.NoData)],
            [.. Beginnings.Where(beginning => now - beginning.At < FlappingWindow),
                .. next.Where(
                    alert => alert.FiringSince == now && known.GetValueOrDefault(alert.Key)?.FiringSince != now)
                    .Select(alert => new AlertBeginning(alert.Rule, alert.Subject, now))]);
    }

    private Alert? Next(RuleEvaluation evaluation, Alert? before, DateTimeOffset now) =>
        (evaluation.Finding, before?.FiringSince) switch
        {
            (Finding.Firing, _) => Seen(evaluation, before, now),
            (Finding.NoData, null) => before,
            (_, null) => null,
            (Finding.NoData, _) => before! with
            {
                State = AlertState.KeepLast,
                EvaluatedAt = now,
                ResolvesAt = null,
            },
            _ => StillFiring(evaluation, before!, now),
        };

    private Alert Seen(RuleEvaluation evaluation, Alert? before, DateTimeOffset now)
    {
        var since = before?.Since ?? evaluation.Since ?? now;
        var firingSince = before?.FiringSince
            ?? (now - since >= evaluation.Timing.For ? now : default(DateTimeOffset?));
        return new()
        {
            Rule = evaluation.Rule,
            Severity = evaluation.Severity,
            State = firingSince is null ? AlertState.Pending : AlertState.Firing,
            Component = evaluation.Component,
            Subject = evaluation.Subject,
            Message = evaluation.Message,
            Since = since,
            FiringSince = firingSince,
            SeenAt = now,
            Value = evaluation.Value,
            ShortValue = evaluation.ShortValue,
            Threshold = evaluation.Threshold,
            Unit = evaluation.Unit,
            Objective = evaluation.Objective,
            BudgetRemaining = evaluation.BudgetRemaining,
            Flapping = before?.Flapping ?? false,
            EvaluatedAt = now,
            Beginnings = Times(evaluation.Key, now) + (firingSince == now ? 1 : 0),
        };
    }

    /// <returns>Null when its condition has been false for long enough.</returns>
    private Alert? StillFiring(RuleEvaluation evaluation, Alert before, DateTimeOffset now)
    {
        var times = Times(before.Key, now);
        var flapping = before.Flapping || times >= FlappingCount;
        var end = before.SeenAt + (flapping ? KeepFlapping : evaluation.Timing.KeepFiring);
        return now >= end ? null : before with
        {
            State = AlertState.Firing,
            Flapping = flapping,
            EvaluatedAt = now,
            ResolvesAt = end,
            Beginnings = times,
        };
    }

    private int Times((string Rule, string Subject) key, DateTimeOffset now) => Beginnings.Count(
        beginning => (beginning.Rule, beginning.Subject) == key && now - beginning.At < FlappingWindow);
}

/// <summary>An alert began to fire.</summary>
internal sealed record AlertBeginning(string Rule, string Subject, DateTimeOffset At);
