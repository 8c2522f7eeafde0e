using System.ComponentModel;

namespace SreService.Alerting.Silences;

/// <summary>
/// For a time, nobody is told of alerts that match; they are found and shown as always. What is null matches everything.
/// </summary>
internal sealed record Silence(
    long Id,
    [property: Description("Of this rule only; null for all.")] string? Rule,
    [property: Description("Of this component only; null for all.")] string? Component,
    [property: Description("Of this subject only; null for all.")] string? Subject,
    string Author,
    string Reason,
    DateTimeOffset CreatedAt,
    [property: Description("When it ends by itself.")] DateTimeOffset Until,
    [property: Description("When somebody ended it before; null when nobody did.")] DateTimeOffset? EndedAt,
    string? EndedBy)
{
    public bool Matches(Alert alert, DateTimeOffset now) =>
        EndedAt is null && now < Until
        && (Rule ?? alert.Rule) == alert.Rule
        && (Component ?? alert.Component) == alert.Component
        && (Subject ?? alert.Subject) == alert.Subject;
}

/// <summary>Somebody works on an alert, from when it fired until it is over.</summary>
internal sealed record Acknowledgement(
    string Rule, string Subject, DateTimeOffset FiringSince, string Author, DateTimeOffset At, string? Note)
{
    public bool IsOf(Alert alert) => (Rule, Subject) == alert.Key && FiringSince == alert.FiringSince;
}
