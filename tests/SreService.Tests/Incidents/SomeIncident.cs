using SreService.Incidents;

namespace SreService.Tests.Incidents;

internal static class SomeIncident
{
    public static Incident Of(IncidentSeverity severity = IncidentSeverity.P1, int began = 0, int detected = 0) => new()
    {
        Id = "20261123-120000-requests",
        Component = "gateway",
        Title = "8 requests failed at the gateway within 60 s (limit 5)",
        OpenedBy = "bad_requests gateway",
        ByHand = false,
        BeganAt = SreSystem.Noon.AddSeconds(began),
        DetectedAt = SreSystem.Noon.AddSeconds(detected),
        Proposed = new(severity, "measured"),
        Severity = severity,
    };
}
