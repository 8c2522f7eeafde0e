using SreService.Incidents;
using SreService.Scraping;

namespace SreService.Notifications;

internal static class NotificationsEndpoints
{
    public static void MapNotifications(this IEndpointRouteBuilder sre)
    {
        sre.MapGet("/notifications", (
                ReceiverStates receivers, NotificationSettings settings, Provenance provenance) =>
                TypedResults.Ok(NotificationsReport.Of(receivers.All, settings, provenance)))
            .WithName("GetNotifications").WithSummary("Receivers and delivery status");
        sre.MapGet("/escalation", (IncidentSettings incidents, NotificationSettings notifications) =>
                TypedResults.Ok(EscalationPlan.Of(incidents, notifications)))
            .WithName("GetEscalation").WithSummary("Escalation levels of unacknowledged incidents and their receivers");
    }
}
