using System.Globalization;
using System.Text;
using SreService.Timeline;

namespace SreService.Incidents;

/// <summary>A review with everything in it that was measured; what people have to find out is asked for.</summary>
internal static class PostMortem
{
    public static string Of(IncidentDetails details)
    {
        var (report, incident) = (details.Incident, details.Incident.Incident);
        var text = new StringBuilder();
        Line($"# {incident.Id}: {incident.Title}");
        Line($"");
        Line($"{incident.Severity}, {Decided(incident)}. Status: {report.Status.ToString().ToLowerInvariant()}. Component: {incident.Component}.");
        Line($"Blameless: people did what seemed right with what they could see.");
        Line($"");
        Line($"## Impact");
        Line($"");
        Line($"| objective | good | bad | budget spent |");
        Line($"| --- | ---: | ---: | ---: |");
        foreach (var impact in details.Impact)
        {
            Line($"| {impact.Title} | {impact.Good} | {impact.Bad} | {(impact.BudgetSpent is { } spent ? $"{spent.ToString("0.##", CultureInfo.InvariantCulture)} %" : "not known")} |");
        }

        Line($"");
        Line($"## Detection and times");
        Line($"");
        Line($"- Began {IncidentMessages.Time(incident.BeganAt)}.");
        Line($"- Detected {IncidentMessages.Time(incident.DetectedAt)} by {incident.OpenedBy}, after {report.SecondsToDetect:0.#} s.");
        Line($"- {Acknowledged(report)}");
        Line($"- {(incident.MitigatedAt is { } mitigated ? $"Mitigated {IncidentMessages.Time(mitigated)}." : "Not mitigated yet.")}");
        Line($"- {(incident.ResolvedAt is { } resolved ? $"Resolved {IncidentMessages.Time(resolved)}, after {report.SecondsToResolve:0.#} s." : "Not resolved yet.")}");
        Line($"- Highest escalation level: {report.EscalationLevel}.");
        Line($"");
        Line($"## Timeline");
        Line($"");
        foreach (var timelineEvent in details.Timeline)
        {
            Line($"- {IncidentMessages.Time(timelineEvent.At)} {timelineEvent.Kind.ToString().ToLowerInvariant()}: {timelineEvent.Component} {timelineEvent.Subject}: {timelineEvent.Text}");
        }

        Line($"");
        Line($"## Root cause");
        Line($"");
        Line($"{Suspicion(details)}");
        Line($"");
        Line($"_To be found out: what made it possible, and what made it worse._");
        Section("What went well");
        Section("Where we got lucky");
        Line($"");
        Line($"## Action items");
        Line($"");
        Line($"| action | kind (prevents, detects, mitigates) | owner | due |");
        Line($"| --- | --- | --- | --- |");
        return text.ToString();

        void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

        void Section(string title) => Line($"\n## {title}\n\n_To be written._");
    }

    private static string Decided(Incident incident) =>
        incident.SeverityBy is { } who ? $"decided by {who}; proposed was {incident.Proposed.Severity} ({incident.Proposed.Because})"
        : $"as proposed: {incident.Proposed.Because}";

    private static string Acknowledged(IncidentReport report) => report.Incident.AcknowledgedAt is { } at
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"Acknowledged {IncidentMessages.Time(at)} by {report.Incident.AcknowledgedBy}, after {report.SecondsToAcknowledge:0.#} s{(report.ResponseLate ? ", late" : "")}.")
        : $"Nobody acknowledged it; due was {IncidentMessages.Time(report.ResponseDueAt)}.";

    /// <summary>What changed last before it began is where to look first, and no more than that.</summary>
    private static string Suspicion(IncidentDetails details)
    {
        var change = details.Timeline.LastOrDefault(timelineEvent =>
            timelineEvent.Kind is TimelineEventKind.Deploy or TimelineEventKind.Configuration && timelineEvent.At <= details.Incident.Incident.DetectedAt);
        return change is null
            ? "No version and no configuration changed in the 15 minutes before it was detected."
            : $"The last change before it was detected, at {IncidentMessages.Time(change.At)}: {change.Component} {change.Subject}: {change.Text}.";
    }
}
