using System.ComponentModel;
using SreService.Counting;
using SreService.Timeline;

namespace SreService.Incidents;

/// <summary>The answer of <c>GET /sre/incidents</c>.</summary>
internal sealed record IncidentsReport(
    DateTimeOffset Timestamp,
    DateTimeOffset Since,
    [property: Description(
        "False while the database is unavailable: then the list holds only incidents of the last day.")] bool Complete,
    int Open,
    [property: Description("Number and mean times for each of P0 to P3.")]
    IReadOnlyDictionary<string, SeverityReport> BySeverity,
    [property: Description("Newest first.")] IReadOnlyList<IncidentReport> Incidents)
{
    public static IncidentsReport Of(
        IReadOnlyList<Incident> incidents, bool complete, IncidentSettings settings, DateTimeOffset since,
        DateTimeOffset now) => new(
        now, since, complete, incidents.Count(incident => incident.ResolvedAt is null),
        Enum.GetValues<IncidentSeverity>().ToDictionary(
            severity => severity.ToString(),
            severity => SeverityReport.Of([.. incidents.Where(incident => incident.Severity == severity)])),
        [.. incidents.OrderByDescending(incident => incident.DetectedAt)
            .Select(incident => IncidentReport.Of(incident, settings, now))]);
}

/// <param name="MttdSeconds">
/// Mean time to detect, from beginning to detection, of the incidents whose beginning is known; null without them.
/// </param>
/// <param name="MttaSeconds">Mean time to acknowledge, from detection.</param>
/// <param name="MttrSeconds">Mean time to resolve, from beginning to end.</param>
internal sealed record SeverityReport(int Count, double? MttdSeconds, double? MttaSeconds, double? MttrSeconds)
{
    public static SeverityReport Of(IReadOnlyList<Incident> incidents) => new(
        incidents.Count,
        Mean(incidents.Select(incident => incident.TimeToDetect)),
        Mean(incidents.Select(incident => incident.AcknowledgedAt - incident.DetectedAt)),
        Mean(incidents.Select(incident => incident.ResolvedAt - incident.BeganAt)));

    private static double? Mean(IEnumerable<TimeSpan?> times) =>
        times.OfType<TimeSpan>().Select(time => time.TotalSeconds).ToArray() is { Length: > 0 } seconds
            ? Math.Round(seconds.Average(), 3)
            : null;
}

/// <summary>An incident and its status.</summary>
internal sealed record IncidentReport(
    [property: Description("open, acknowledged, mitigated or resolved.")] IncidentStatus Status,
    Incident Incident,
    [property: Description("The time by which it must be acknowledged.")] DateTimeOffset ResponseDueAt,
    [property: Description("Whether it was not acknowledged in time.")] bool ResponseLate,
    [property: Description("The highest level that was notified.")] int EscalationLevel,
    [property: Description("The levels that are notified next unless it is acknowledged.")]
    IReadOnlyList<EscalationStep> EscalatesTo,
    [property: Description("From beginning to detection; null if it was opened manually without a beginning.")]
    double? SecondsToDetect,
    [property: Description("From detection to acknowledgement; null while unacknowledged.")]
    double? SecondsToAcknowledge,
    [property: Description("From beginning to end; null while it is open.")] double? SecondsToResolve)
{
    public static IncidentReport Of(Incident incident, IncidentSettings settings, DateTimeOffset now)
    {
        var (due, level) = (incident.DetectedAt + Escalation.ResponseOf(incident.Severity),
            Escalation.LevelOf(incident, settings, now));
        var goesUp = incident.Status == IncidentStatus.Open;
        return new(
            incident.Status, incident, due, (incident.AcknowledgedAt ?? incident.ResolvedAt ?? now) > due, level,
            goesUp ? [.. Escalation.StepsOf(incident, settings).Where(step => step.Level > level)] : [],
            Seconds(incident.TimeToDetect), Seconds(incident.AcknowledgedAt - incident.DetectedAt),
            Seconds(incident.ResolvedAt - incident.BeganAt));
    }

    private static double? Seconds(TimeSpan? time) =>
        time is { } known ? Math.Round(known.TotalSeconds, 3) : null;
}

/// <summary>The answer of <c>GET /sre/incidents/{id}</c>.</summary>
internal sealed record IncidentDetails(
    DateTimeOffset Timestamp,
    IncidentReport Incident,
    [property: Description("Bad events of every objective during the incident.")]
    IReadOnlyList<ObjectiveImpact> Impact,
    [property: Description("Operators' entries, oldest first.")] IReadOnlyList<IncidentEntry> Entries,
    [property: Description("Events from 15 minutes before it began, oldest first.")]
    IReadOnlyList<TimelineEvent> Timeline,
    [property: Description("What shall be done, the earliest due first.")] IReadOnlyList<ActionItem> ActionItems,
    [property: Description("What people found out; null when nothing was written yet.")] Review? Review);

/// <summary>Effect on an objective.</summary>
internal sealed record ObjectiveImpact(
    string Objective, string Title, long Good, long Bad,
    [property: Description("Percent of the error budget of the window; null without events.")] double? BudgetSpent);
