using System.Globalization;

namespace SreService.Incidents;

/// <summary>Status messages to users: impact, start, actions, and the time of the next message.</summary>
internal static class IncidentMessages
{
    public static IReadOnlyList<string> Kinds { get; } = ["initial", "update", "resolved"];

    public static string Of(string kind, IncidentDetails details)
    {
        var incident = details.Incident.Incident;
        var began = Time(incident.BeganAt);
        return kind switch
        {
            "initial" => Markdown.Of($"""
                **Investigating — {What(incident.Severity)}**

                Since {began}: {MeasuredImpact(details)}. We are looking into it.

                Next message: {Next(incident.Severity, details.Timestamp)}.

                """),
            "update" => Markdown.Of($"""
                **{Progress(details.Incident.Status)} — {What(incident.Severity)}**

                Since {began}: {MeasuredImpact(details)}. {Action(details)}

                Next message: {Next(incident.Severity, details.Timestamp)}.

                """),
            _ => Markdown.Of($"""
                **{(incident.ResolvedAt is null ? "Not resolved yet" : "Resolved")} — {What(incident.Severity)}**

                From {began} to {(incident.ResolvedAt is { } end ? Time(end) : "now")}: {MeasuredImpact(details)}.

                We will publish a review within five working days.

                """),
        };
    }

    internal static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static string What(IncidentSeverity severity) => severity switch
    {
        IncidentSeverity.P0 => "the service is unavailable",
        IncidentSeverity.P1 => "many requests fail or are slow",
        IncidentSeverity.P2 => "some requests fail or are slow",
        _ => "no user impact",
    };

    private static string MeasuredImpact(IncidentDetails details)
    {
        var bad = details.Impact.Where(impact => impact.Bad > 0)
            .Select(impact => Invariant(
                $"{impact.Title.ToLowerInvariant()} {100.0 * impact.Good / (impact.Good + impact.Bad):0.##}%"))
            .ToArray();
        return bad.Length == 0 ? "no measured user impact" : string.Join(", ", bad);
    }

    private static string Progress(IncidentStatus status) => status switch
    {
        IncidentStatus.Open => "Investigating",
        IncidentStatus.Acknowledged => "Working on it",
        _ => "Monitoring",
    };

    private static string Action(IncidentDetails details) => details.Incident.Status switch
    {
        IncidentStatus.Open => "The cause is not known yet.",
        IncidentStatus.Acknowledged => "We are working on it.",
        _ => $"Service has been back to normal since {Time(details.Incident.Incident.MitigatedAt!.Value)}; "
            + "we are monitoring it.",
    };

    /// <summary>The intervals of docs/incident-response.md.</summary>
    private static string Next(IncidentSeverity severity, DateTimeOffset now) => severity switch
    {
        IncidentSeverity.P0 or IncidentSeverity.P1 => Time(now.AddMinutes(30)),
        _ => "when something changes",
    };
}
