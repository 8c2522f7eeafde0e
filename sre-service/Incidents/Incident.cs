using System.ComponentModel;
using System.Text.Json.Serialization;

namespace SreService.Incidents;

/// <summary>User impact, the worst first.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<IncidentSeverity>))]
public enum IncidentSeverity
{
    /// <summary>The service is unavailable.</summary>
    P0,

    /// <summary>Many requests fail or are slow.</summary>
    P1,

    /// <summary>Some requests fail, or an error budget is spent within days.</summary>
    P2,

    /// <summary>No user impact yet.</summary>
    P3,
}

[JsonConverter(typeof(JsonStringEnumConverter<IncidentStatus>))]
internal enum IncidentStatus
{
    /// <summary>Not acknowledged yet.</summary>
    [JsonStringEnumMemberName("open")]
    Open,

    [JsonStringEnumMemberName("acknowledged")]
    Acknowledged,

    /// <summary>Its alerts have resolved, or an operator ended the user impact.</summary>
    [JsonStringEnumMemberName("mitigated")]
    Mitigated,

    [JsonStringEnumMemberName("resolved")]
    Resolved,
}

/// <summary>An alert that belongs to an incident.</summary>
internal sealed record IncidentAlert(
    string Rule, string Subject, string Component, string Message,
    [property: Description("When the condition began.")] DateTimeOffset Since,
    [property: Description("When it began to fire.")] DateTimeOffset FiringSince,
    [property: Description("When it resolved; null while it has not.")] DateTimeOffset? EndedAt)
{
    [JsonIgnore]
    public FaultLocation Location { get; } = FaultLocation.Of(Rule, Subject, Component);

    public bool IsOf((string Rule, string Subject) key) => (Rule, Subject) == key;
}

/// <summary>A problem that affects users, or could, with one cause.</summary>
internal sealed record Incident
{
    public required string Id { get; init; }

    [Description("The service in which to look for the cause.")]
    public required string Component { get; init; }

    [Description("The present worst alert, or the author's words; what opened it is in the timeline.")]
    public required string Title { get; init; }

    [Description("The alert that opened it, as rule and subject; or the author, if opened manually.")]
    public required string OpenedBy { get; init; }

    [Description("Whether it was opened manually: then it does not resolve with an alert.")]
    public required bool ByHand { get; init; }

    [Description("The first of the bad minutes that led to its alerts, or when the first condition began.")]
    public required DateTimeOffset BeganAt { get; init; }

    [Description("When an alert began to fire, or when it was opened manually.")]
    public required DateTimeOffset DetectedAt { get; init; }

    [Description("The worst severity computed from measurements so far.")]
    public required Impact Proposed { get; init; }

    [Description("P0 to P3: as computed, or as set by an operator.")]
    public required IncidentSeverity Severity { get; init; }

    [Description("Who set the severity; null while it is computed.")]
    public string? SeverityBy { get; init; }

    public IReadOnlyList<IncidentAlert> Alerts { get; init; } = [];

    [Description("When it was acknowledged.")]
    public DateTimeOffset? AcknowledgedAt { get; init; }

    public string? AcknowledgedBy { get; init; }

    [Description("When its alerts had resolved, or an operator marked it as mitigated.")]
    public DateTimeOffset? MitigatedAt { get; init; }

    [Description("When it ended; set after 15 minutes without alerts, or by an operator.")]
    public DateTimeOffset? ResolvedAt { get; init; }

    [JsonIgnore]
    public IncidentStatus Status =>
        ResolvedAt is not null ? IncidentStatus.Resolved
        : MitigatedAt is not null ? IncidentStatus.Mitigated
        : AcknowledgedAt is not null ? IncidentStatus.Acknowledged
        : IncidentStatus.Open;

    /// <summary>Null when an operator opened it and did not tell when it began.</summary>
    [JsonIgnore]
    public TimeSpan? TimeToDetect => ByHand && DetectedAt == BeganAt ? null : DetectedAt - BeganAt;

    /// <summary>Whether any of its alerts is firing.</summary>
    [JsonIgnore]
    public bool HasAlerts => Alerts.Any(alert => alert.EndedAt is null);

    /// <returns>Where the cause of alerts is: the fault, or the deepest service whose calls fail.</returns>
    public static FaultLocation? LocationOf(IEnumerable<IncidentAlert> alerts) => alerts
        .Select(alert => alert.Location).OrderBy(location => location.IsSymptom)
        .ThenBy(location => SystemTopology.LayerOf(location.Service) ?? SystemTopology.LayerBesideThePath)
        .FirstOrDefault();

    /// <summary>Applies what operators entered; the same entry twice changes nothing.</summary>
    public Incident With(IEnumerable<IncidentEntry> entries) => entries
        .Where(entry => entry.Incident == Id).OrderBy(entry => entry.At)
        .Aggregate(this, (incident, entry) => incident.With(entry));

    private Incident With(IncidentEntry entry) => entry.Kind switch
    {
        EntryKind.Acknowledged when AcknowledgedAt is null || entry.At < AcknowledgedAt =>
            this with { AcknowledgedAt = entry.At, AcknowledgedBy = entry.Author },
        EntryKind.Severity => this with { Severity = entry.Severity ?? Severity, SeverityBy = entry.Author },
        EntryKind.Mitigated => this with { MitigatedAt = MitigatedAt ?? entry.At },
        EntryKind.Resolved => this with { ResolvedAt = ResolvedAt ?? entry.At, MitigatedAt = MitigatedAt ?? entry.At },
        _ => this,
    };
}

[JsonConverter(typeof(JsonStringEnumConverter<EntryKind>))]
internal enum EntryKind
{
    [JsonStringEnumMemberName("note")]
    Note,

    [JsonStringEnumMemberName("acknowledged")]
    Acknowledged,

    [JsonStringEnumMemberName("severity")]
    Severity,

    [JsonStringEnumMemberName("mitigated")]
    Mitigated,

    [JsonStringEnumMemberName("resolved")]
    Resolved,
}

/// <summary>An operator's entry about an incident.</summary>
internal sealed record IncidentEntry(
    string Incident, DateTimeOffset At, string Author,
    [property: Description("note, acknowledged, severity, mitigated or resolved.")] EntryKind Kind,
    [property: Description("The new severity; null in entries of other kinds.")] IncidentSeverity? Severity,
    string? Text);
