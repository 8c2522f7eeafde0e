using System.ComponentModel;
using System.Text.Json.Serialization;

namespace SreService.Incidents;

/// <summary>By what users feel, the worst first.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<IncidentSeverity>))]
public enum IncidentSeverity
{
    /// <summary>Nobody can work.</summary>
    P0,

    /// <summary>Many fail or wait.</summary>
    P1,

    /// <summary>Few fail, or a budget goes in days.</summary>
    P2,

    /// <summary>Nobody feels it yet.</summary>
    P3,
}

[JsonConverter(typeof(JsonStringEnumConverter<IncidentStatus>))]
internal enum IncidentStatus
{
    /// <summary>Nobody has said that he works on it.</summary>
    [JsonStringEnumMemberName("open")]
    Open,

    [JsonStringEnumMemberName("acknowledged")]
    Acknowledged,

    /// <summary>Its alerts are over, or somebody said that users do not feel it any more.</summary>
    [JsonStringEnumMemberName("mitigated")]
    Mitigated,

    [JsonStringEnumMemberName("resolved")]
    Resolved,
}

/// <summary>An alert that belongs to an incident.</summary>
internal sealed record IncidentAlert(
    string Rule, string Subject, string Component, string Message,
    [property: Description("When what the rule looks for began.")] DateTimeOffset Since,
    [property: Description("When it began to fire.")] DateTimeOffset FiringSince,
    [property: Description("When it was over; null while it is not.")] DateTimeOffset? EndedAt);

/// <summary>What users could feel, with one cause, from when it began until it was over.</summary>
internal sealed record Incident
{
    public required string Id { get; init; }

    [Description("The service where the cause is looked for.")]
    public required string Component { get; init; }

    public required string Title { get; init; }

    [Description("The alert that opened it, as rule and subject, or who opened it by hand.")]
    public required string OpenedBy { get; init; }

    [Description("Whether somebody opened it by hand: then no alert ends it.")]
    public required bool ByHand { get; init; }

    [Description("When what is wrong began, as far as that is measured.")]
    public required DateTimeOffset BeganAt { get; init; }

    [Description("When an alert began to fire, or somebody opened it.")]
    public required DateTimeOffset DetectedAt { get; init; }

    [Description("The worst that was proposed while it went on.")]
    public required Impact Proposed { get; init; }

    [Description("P0 to P3: as proposed, or as somebody decided.")]
    public required IncidentSeverity Severity { get; init; }

    [Description("Who decided on the severity; null while it is as proposed.")]
    public string? SeverityBy { get; init; }

    public IReadOnlyList<IncidentAlert> Alerts { get; init; } = [];

    [Description("When somebody said that he works on it.")]
    public DateTimeOffset? AcknowledgedAt { get; init; }

    public string? AcknowledgedBy { get; init; }

    [Description("When its alerts were over, or somebody said that users do not feel it any more.")]
    public DateTimeOffset? MitigatedAt { get; init; }

    [Description("When it was over: 15 minutes later at the earliest, unless somebody said so before.")]
    public DateTimeOffset? ResolvedAt { get; init; }

    [JsonIgnore]
    public IncidentStatus Status =>
        ResolvedAt is not null ? IncidentStatus.Resolved
        : MitigatedAt is not null ? IncidentStatus.Mitigated
        : AcknowledgedAt is not null ? IncidentStatus.Acknowledged
        : IncidentStatus.Open;

    /// <summary>Whether any of its alerts goes on.</summary>
    [JsonIgnore]
    public bool HasAlerts => Alerts.Any(alert => alert.EndedAt is null);

    public bool Holds(DateTimeOffset moment, DateTimeOffset now) => BeganAt <= moment && moment < (ResolvedAt ?? now);

    /// <summary>As people say it is. Saying the same again changes nothing.</summary>
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

/// <summary>What somebody said of an incident.</summary>
internal sealed record IncidentEntry(
    string Incident, DateTimeOffset At, string Author,
    [property: Description("note, acknowledged, severity, mitigated or resolved.")] EntryKind Kind,
    [property: Description("The severity from then on; null when that was not said.")] IncidentSeverity? Severity,
    string? Text);
