using System.ComponentModel;
using System.Globalization;
using System.Text.Json.Serialization;
using SreService.Evaluation;
using SreService.Scraping;

namespace SreService.Alerting;

/// <summary>The answer of <c>GET /sre/alerts</c>.</summary>
internal sealed record AlertsReport(
    DateTimeOffset Timestamp,
    [property: Description("Seconds since the last round of readings; null before the first.")] double? DataAgeSeconds,
    EvaluatorReport Evaluator,
    [property: Description("OK; UNKNOWN when the readings are too old to say that nothing is wrong.")] string Status,
    IReadOnlyList<Alert> Alerts,
    int TotalAlerts,
    int CriticalAlerts,
    int WarningAlerts,
    [property: Description("What rules look for and is there, but not for long enough yet.")]
    IReadOnlyList<Alert> Pending,
    [property: Description("The process that started last or the objectives that came into force; null when neither was within the last day.")]
    string? LastChange,
    [property: Description("Processes that started within the last day, the newest first.")]
    IReadOnlyList<RecentStart> RecentStarts,
    [property: Description("Rules that have nothing to decide on: they are not quiet, they are blind.")]
    IReadOnlyList<UndecidedRule> Undecided)
{
    public static AlertsReport Of(
        AlertList list, Replicas replicas, string? lastChange, EvaluatorReport evaluator, DateTimeOffset now) => new(
        now, replicas.AgeSeconds, evaluator, replicas.Stale ? "UNKNOWN" : "OK", list.Alerts, list.Alerts.Count,
        list.Alerts.Count(alert => alert.Severity == Severity.Critical),
        list.Alerts.Count(alert => alert.Severity == Severity.Warning), list.Pending,
        lastChange, [.. RecentStart.Of(replicas.All, now)],
        [.. list.Undecided.Select(verdict =>
            new UndecidedRule(verdict.Rule, verdict.Component, verdict.Subject, verdict.Message))]);
}

internal sealed record UndecidedRule(string Rule, string Component, string Subject, string Reason);

/// <summary>A process that started, by deploy, by scaling or after a crash.</summary>
internal sealed record RecentStart(string Service, string Instance, string Version, DateTimeOffset StartedAt)
{
    private const int Most = 20;

    [JsonIgnore]
    public string Text => string.Create(
        CultureInfo.InvariantCulture, $"{Service} {Version} ({Instance}) started {StartedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z");

    public static readonly TimeSpan Lately = TimeSpan.FromDays(1);

    public static IEnumerable<RecentStart> Of(IEnumerable<Replica> replicas, DateTimeOffset now) => replicas
        .Select(replica => replica.Reading)
        .OfType<Reading>()
        .Where(reading => now - reading.Process.StartedAt < Lately)
        .OrderByDescending(reading => reading.Process.StartedAt)
        .Take(Most)
        .Select(reading => new RecentStart(
            reading.Process.Service, reading.Process.Instance, reading.Version, reading.Process.StartedAt));
}
