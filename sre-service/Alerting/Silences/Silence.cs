using System.ComponentModel;

namespace SreService.Alerting.Silences;

/// <summary>
/// Until it ends, receivers are not notified of matching alerts; those are raised and shown as always. A null matcher
/// matches everything.
/// </summary>
internal sealed record Silence(
    long Id,
    [property: Description("Matches this rule; null for all.")] string? Rule,
    [property: Description("Matches this component; null for all.")] string? Component,
    [property: Description("Matches this subject; null for all.")] string? Subject,
    string Author,
    string Reason,
    DateTimeOffset CreatedAt,
    [property: Description("When it expires.")] DateTimeOffset Until,
    [property: Description("When it was ended early; null when it was not.")] DateTimeOffset? EndedAt,
    string? EndedBy)
{
    [Description("Says that it matches no alert now, and why; null when it matches one or has ended.")]
    public string? Note { get; init; }

    public bool Matches(Alert alert, DateTimeOffset now) =>
        EndedAt is null && now < Until
        && (Rule ?? alert.Rule) == alert.Rule
        && (Component ?? alert.Component) == alert.Component
        && (Subject ?? alert.Subject) == alert.Subject;
}

/// <summary>Someone works on an alert, from when it fired until it resolves.</summary>
internal sealed record Acknowledgement(
    string Rule, string Subject, DateTimeOffset FiringSince, string Author, DateTimeOffset At, string? Note)
{
    public bool IsOf(Alert alert) => (Rule, Subject) == alert.Key && FiringSince == alert.FiringSince;
}
