using SreService.Alerting;
using SreService.Notifications.Messages;

namespace SreService.Tests.Notifications.Messages;

internal static class SomeNotification
{
    public static Notification Of(IReadOnlyList<Alert> firing, IReadOnlyList<NotifiedAlert> resolved) =>
        Notification.Of("hook", new GroupMessage("gateway", SomeAlert.Noon, 0, firing, resolved), null, SomeAlert.Noon);
}
