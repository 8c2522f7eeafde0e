using System.Text;
using SreService.Timeline;
using static SreService.Incidents.IncidentMessages;

namespace SreService.Incidents;

/// <summary>
/// A post-mortem in Markdown: measurements, review and action items are filled in, the rest is left to write.
/// </summary>
internal static class PostMortem
{
    public static string Of(IncidentDetails details)
    {
        var (report, incident) = (details.Incident, details.Incident.Incident);
        var text = new StringBuilder();
        Line($"# {incident.Id}: {incident.Title}");
        Line($"");
        Line($"{incident.Severity}, {Decided(incident)}.");
        Line($"Status: {Name(report.Status)}. Component: {incident.Component}.");
        Line($"Blameless: people did what seemed right with the information they had.");
        if (details.Review?.Summary is { } summary)
        {
            text.Append('\n').Append(Markdown.Lines(summary)).Append('\n');
        }

        Line($"");
        Line($"## Impact");
        Line($"");
        Line($"| objective | good | bad | budget spent |");
        Line($"| --- | ---: | ---: | ---: |");
        foreach (var impact in details.Impact)
        {
            Line($"| {impact.Title} | {impact.Good} | {impact.Bad} | {Spent(impact)} |");
        }

        Line($"");
        Line($"## Detection and times");
        Line($"");
        Line($"- Began {Time(incident.BeganAt)}.");
        Line($"- {Detected(report)}");
        Line($"- {Acknowledged(report)}");
        Line($"- {Mitigated(incident)}");
        Line($"- {Resolved(report)}");
        Line($"- Highest escalation level: {report.EscalationLevel}.");
        Line($"");
        Line($"## Timeline");
        Line($"");
        foreach (var timelineEvent in details.Timeline)
        {
            var subject = $"{timelineEvent.Component} {timelineEvent.Subject}";
            Line($"- {Time(timelineEvent.At)} {Name(timelineEvent.Kind)}: {subject}: {timelineEvent.Text}");
        }

        Line($"");
        Line($"## Root cause");
        Line($"");
        Line($"{Suspicion(details)}");
        Line($"");
        Written(details.Review?.RootCause);
        Section("What went well", details.Review?.WentWell);
        Section("What went badly", details.Review?.WentBadly);
        Section("Where we got lucky", details.Review?.Lucky);
        Line($"");
        Line($"## Action items");
        Line($"");
        Line($"| action | kind | owner | due | state |");
        Line($"| --- | --- | --- | --- | --- |");
        foreach (var item in details.ActionItems)
        {
            Line($"| {item.Action} | {Name(item.Kind)} | {item.Owner} | {item.Due:yyyy-MM-dd} | {StateOf(item)} |");
        }

        return text.ToString();

        void Line(FormattableString line) => text.Append(Markdown.Of(line)).Append('\n');

        void Section(string title, string? written)
        {
            Line($"\n## {title}\n");
            Written(written);
        }

        void Written(string? section) =>
            text.Append(section is null ? "_To be written._" : Markdown.Lines(section)).Append('\n');
    }

    private static string Name(Enum value) => value.ToString().ToLowerInvariant();

    private static string StateOf(ActionItem item) => item.Overdue ? "overdue" : Name(item.State);

    private static string Detected(IncidentReport report)
    {
        var detected = $"Detected {Time(report.Incident.DetectedAt)} by {report.Incident.OpenedBy}";
        return report.SecondsToDetect is { } seconds
            ? Invariant($"{detected}, after {seconds:0.#} s.")
            : $"{detected}; when it began is not known.";
    }

    private static string Decided(Incident incident)
    {
        var (severity, because) = incident.Proposed;
        return (incident.SeverityBy, incident.ByHand) switch
        {
            (null, true) => because,
            (null, false) => $"as computed: {because}",
            ({ } author, true) => $"set by {author}; {because}",
            ({ } author, false) => $"set by {author}; computed: {severity} ({because})",
        };
    }

    private static string Spent(ObjectiveImpact impact) =>
        impact.BudgetSpent is { } spent ? Invariant($"{spent:0.##}%") : "unknown";

    private static string Mitigated(Incident incident) =>
        incident.MitigatedAt is { } at ? $"Mitigated {Time(at)}." : "Not mitigated yet.";

    private static string Resolved(IncidentReport report) => report.Incident.ResolvedAt is { } at
        ? Invariant($"Resolved {Time(at)}, after {report.SecondsToResolve:0.#} s.")
        : "Not resolved yet.";

    private static string Acknowledged(IncidentReport report) => report.Incident.AcknowledgedAt is { } at
        ? Invariant($"Acknowledged {Time(at)} by {report.Incident.AcknowledgedBy}, ")
            + Invariant($"after {report.SecondsToAcknowledge:0.#} s")
            + (report.ResponseLate ? ", late." : ".")
        : $"Not acknowledged; it was due {Time(report.ResponseDueAt)}.";

    /// <summary>The last change is where to look first; it need not be the cause.</summary>
    private static string Suspicion(IncidentDetails details)
    {
        var change = details.Timeline.LastOrDefault(timelineEvent =>
            timelineEvent.Kind is TimelineEventKind.Deploy or TimelineEventKind.Configuration
                && timelineEvent.At <= details.Incident.Incident.DetectedAt);
        return change is null
            ? "No deploy and no configuration change in the 15 minutes before it was detected."
            : $"The last change before it was detected, at {Time(change.At)}: "
                + $"{change.Component} {change.Subject}: {change.Text}.";
    }
}
