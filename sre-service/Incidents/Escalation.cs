namespace SreService.Incidents;

/// <summary>An escalation level that an incident reaches.</summary>
internal sealed record EscalationStep(int Level, string Name, DateTimeOffset At);

/// <summary>How far an unacknowledged incident escalates.</summary>
internal static class Escalation
{
    /// <summary>The response targets of docs/incident-response.md.</summary>
    public static TimeSpan ResponseOf(IncidentSeverity severity) => severity switch
    {
        IncidentSeverity.P0 => TimeSpan.FromMinutes(15),
        IncidentSeverity.P1 => TimeSpan.FromHours(1),
        IncidentSeverity.P2 => TimeSpan.FromHours(4),
        _ => TimeSpan.FromHours(24),
    };

    /// <returns>All levels that it reaches unless it is acknowledged, with their times.</returns>
    public static IReadOnlyList<EscalationStep> StepsOf(Incident incident, IncidentSettings settings) =>
        [.. from level in settings.InForce.Index()
            let after = level.Item.After(incident.Severity)
            where after is not null
            select new EscalationStep(level.Index + 1, level.Item.Name, incident.DetectedAt + after.Value)];

    /// <returns>The level that it has reached; it stays there once acknowledged, mitigated or resolved.</returns>
    public static int LevelOf(Incident incident, IncidentSettings settings, DateTimeOffset now)
    {
        var until = new[] { incident.AcknowledgedAt, incident.MitigatedAt, incident.ResolvedAt, now }.Min()!.Value;
        return StepsOf(incident, settings).Where(step => step.At <= until)
            .Select(step => step.Level).DefaultIfEmpty(1).Max();
    }
}
