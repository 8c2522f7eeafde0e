using System.ComponentModel;
using SreService.Incidents;

namespace SreService.Notifications;

/// <summary>The answer of <c>GET /sre/escalation</c>.</summary>
internal sealed record EscalationPlan(
    [property: Description("P0 to P3: seconds within which someone must acknowledge the incident.")]
    IReadOnlyDictionary<string, double> ResponseSeconds,
    [property: Description("In the order in which they are notified.")] IReadOnlyList<EscalationLevelReport> Levels)
{
    public static EscalationPlan Of(IncidentSettings incidents, NotificationSettings notifications) => new(
        BySeverity(severity => Escalation.ResponseOf(severity).TotalSeconds),
        [
            .. incidents.InForce.Index().Select(level => new EscalationLevelReport(
                level.Index + 1, level.Item.Name, BySeverity(severity => level.Item.After(severity)?.TotalSeconds),
                [
                    .. notifications.Receivers.Where(receiver => receiver.Level == level.Index + 1)
                        .Select(receiver => receiver.Name),
                ])),
        ]);

    private static Dictionary<string, T> BySeverity<T>(Func<IncidentSeverity, T> value) =>
        Enum.GetValues<IncidentSeverity>().ToDictionary(severity => severity.ToString(), value);
}

/// <summary>One level of the plan.</summary>
internal sealed record EscalationLevelReport(
    [property: Description("Level 1 is notified first.")] int Level,
    string Name,
    [property: Description(
        "P0 to P3: seconds without acknowledgement after which this level is notified; null for never.")]
    IReadOnlyDictionary<string, double?> AfterSeconds,
    [property: Description("Receivers of this level.")] IReadOnlyList<string> Receivers);
