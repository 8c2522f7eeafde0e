using System.Globalization;

namespace SreService.Incidents;

/// <summary>What users are told: what they feel, since when, what is done, and when the next message comes.</summary>
internal static class IncidentMessages
{
    public static IReadOnlyList<string> Kinds { get; } = ["initial", "update", "resolved"];

    public static string Of(string kind, IncidentDetails details)
    {
        var incident = details.Incident.Incident;
        var began = Time(incident.BeganAt);
        return kind switch
        {
            "initial" => $"""
                **Investigating — {What(incident.Severity)}**

                Since {began} {Felt(details)}. We are looking into it.

                Next message: {Next(incident.Severity, details.Timestamp)}.

                """,
            "update" => $"""
                **{Progress(details.Incident.Status)} — {What(incident.Severity)}**

                Since {began} {Felt(details)}. {Done(details)}

                Next message: {Next(incident.Severity, details.Timestamp)}.

                """,
            _ => $"""
                **{(incident.ResolvedAt is null ? "Not resolved yet" : "Resolved")} — {What(incident.Severity)}**

                From {began} to {(incident.ResolvedAt is { } end ? Time(end) : "now")} {Felt(details)}.

                We publish a review within five working days.

                """,
        };
    }

    internal static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static string What(IncidentSeverity severity) => severity switch
    {
        IncidentSeverity.P0 => "the service is not available",
        IncidentSeverity.P1 => "many requests fail or are slow",
        IncidentSeverity.P2 => "some requests fail or are slow",
        _ => "no effect on users",
    };

    private static string Felt(IncidentDetails details)
    {
        var bad = details.Impact.Where(impact => impact.Bad > 0)
            .Select(impact => string.Create(
                CultureInfo.InvariantCulture,
                $"{impact.Title.ToLowerInvariant()} {100.0 * impact.Good / (impact.Good + impact.Bad):0.##} %")).ToArray();
        return bad.Length == 0 ? "nothing was counted that users would have felt" : $"measured: {string.Join(", ", bad)}";
    }

    private static string Progress(IncidentStatus status) => status switch
    {
        IncidentStatus.Open => "Investigating",
        IncidentStatus.Acknowledged => "Working on it",
        _ => "Watching",
    };

    private static string Done(IncidentDetails details) => details.Incident.Status switch
    {
        IncidentStatus.Open => "The cause is not known yet.",
        IncidentStatus.Acknowledged => "We are working on it.",
        _ => $"It is as it should be since {Time(details.Incident.Incident.MitigatedAt!.Value)}; we go on watching.",
    };

    /// <summary>As docs/incident-response.md promises it.</summary>
    private static string Next(IncidentSeverity severity, DateTimeOffset now) => severity switch
    {
        IncidentSeverity.P0 or IncidentSeverity.P1 => Time(now.AddMinutes(30)),
        _ => "when something changes",
    };
}
