using System.ComponentModel;
using SreService.Counting;
using SreService.Timeline;

namespace SreService.Incidents;

/// <summary>The answer of <c>GET /sre/incidents</c>.</summary>
internal sealed record IncidentsReport(
    DateTimeOffset Timestamp,
    DateTimeOffset Since,
    [property: Description("False while the database is away: then these are the ones in memory, of the last day.")] bool Complete,
    int Open,
    [property: Description("P0 to P3: how many, and the means of their times.")]
    IReadOnlyDictionary<string, SeverityReport> BySeverity,
    [property: Description("The newest first.")] IReadOnlyList<IncidentReport> Incidents)
{
    public static IncidentsReport Of(
        IReadOnlyList<Incident> incidents, bool complete, IncidentSettings settings, DateTimeOffset since, DateTimeOffset now) => new(
        now, since, complete, incidents.Count(incident => incident.ResolvedAt is null),
        Enum.GetValues<IncidentSeverity>().ToDictionary(
            severity => severity.ToString(),
            severity => SeverityReport.Of([.. incidents.Where(incident => incident.Severity == severity)])),
        [.. incidents.OrderByDescending(incident => incident.DetectedAt).Select(incident => IncidentReport.Of(incident, settings, now))]);
}

/// <param name="Count">How many incidents.</param>
/// <param name="MttdSeconds">Mean time to detect: from when it began to when it was detected; null without any.</param>
/// <param name="MttaSeconds">Mean time to acknowledge: from when it was detected to when somebody said that he works on it.</param>
/// <param name="MttrSeconds">Mean time to resolve: from when it began to when it was over.</param>
internal sealed record SeverityReport(int Count, double? MttdSeconds, double? MttaSeconds, double? MttrSeconds)
{
    public static SeverityReport Of(IReadOnlyList<Incident> incidents) => new(
        incidents.Count,
        Mean(incidents.Select(incident => (TimeSpan?)(incident.DetectedAt - incident.BeganAt))),
        Mean(incidents.Select(incident => incident.AcknowledgedAt - incident.DetectedAt)),
        Mean(incidents.Select(incident => incident.ResolvedAt - incident.BeganAt)));

    private static double? Mean(IEnumerable<TimeSpan?> times) =>
        times.OfType<TimeSpan>().Select(time => time.TotalSeconds).ToArray() is { Length: > 0 } seconds
            ? Math.Round(seconds.Average(), 3)
            : null;
}

/// <summary>An incident, and what follows from it now.</summary>
internal sealed record IncidentReport(
    [property: Description("open, acknowledged, mitigated or resolved.")] IncidentStatus Status,
    Incident Incident,
    [property: Description("By when somebody must have said that he works on it.")] DateTimeOffset ResponseDueAt,
    [property: Description("Whether nobody did in time.")] bool ResponseLate,
    [property: Description("The highest level that was told.")] int EscalationLevel,
    [property: Description("The levels that are told next if nobody says a word.")] IReadOnlyList<EscalationStep> EscalatesTo,
    [property: Description("From when it began until it was detected.")] double SecondsToDetect,
    [property: Description("From then until somebody said that he works on it; null while nobody did.")] double? SecondsToAcknowledge,
    [property: Description("From when it began until it was over; null while it goes on.")] double? SecondsToResolve)
{
    public static IncidentReport Of(Incident incident, IncidentSettings settings, DateTimeOffset now)
    {
        var (due, level) = (incident.DetectedAt + Escalation.ResponseOf(incident.Severity), Escalation.LevelOf(incident, settings, now));
        var goesUp = incident.Status == IncidentStatus.Open;
        return new(
            incident.Status, incident, due, (incident.AcknowledgedAt ?? incident.ResolvedAt ?? now) > due, level,
            goesUp ? [.. Escalation.StepsOf(incident, settings).Where(step => step.Level > level)] : [],
            Seconds(incident.DetectedAt - incident.BeganAt), Seconds(incident.AcknowledgedAt - incident.DetectedAt),
            Seconds(incident.ResolvedAt - incident.BeganAt));
    }

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 3);

    private static double? Seconds(TimeSpan? time) => time is { } known ? Seconds(known) : null;
}

/// <summary>The answer of <c>GET /sre/incidents/{id}</c>.</summary>
internal sealed record IncidentDetails(
    DateTimeOffset Timestamp,
    IncidentReport Incident,
    [property: Description("Bad events of every objective from when it began until it was over.")]
    IReadOnlyList<ObjectiveImpact> Impact,
    [property: Description("What people said of it, the oldest first.")] IReadOnlyList<IncidentEntry> Entries,
    [property: Description("Everything that happened from 15 minutes before it began, the oldest first.")]
    IReadOnlyList<TimelineEvent> Timeline);

/// <summary>What an objective lost meanwhile.</summary>
internal sealed record ObjectiveImpact(
    string Objective, string Title, long Good, long Bad,
    [property: Description("Percent of the window's error budget; null when nothing was counted.")] double? BudgetSpent);
