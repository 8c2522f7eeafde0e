using SreService.Alerting;
using SreService.Notifications.Messages;

namespace SreService.Notifications.Receivers;

/// <summary>
/// A kind of receiver: where its messages go and what they look like. Each kind is one class, found by
/// <see cref="ReceiverKinds"/>.
/// </summary>
internal interface IReceiverKind
{
    /// <summary>Its value of <see cref="ReceiverSettings.Kind"/>.</summary>
    string Name { get; }

    /// <returns>Null where the address is a secret.</returns>
    Uri? Target(ReceiverSettings receiver);

    /// <returns>What its address and secret lack, by key; not whether the address is allowed.</returns>
    IEnumerable<(string Key, string Problem)> Problems(ReceiverSettings receiver);

    /// <exception cref="UriFormatException">The secret is not the address that it should be.</exception>
    HttpRequestMessage Request(Notification notification, ReceiverContext context);

    /// <summary>
    /// Sends what has to be there before the notification. Its failure keeps back only a notification with suppressed
    /// alerts.
    /// </summary>
    /// <param name="send">Sends a request as that of the notification; returns the body of the response.</param>
    Task PrepareAsync(
        Notification notification, ReceiverContext context, Func<HttpRequestMessage, Task<byte[]>> send) =>
        Task.CompletedTask;

    /// <summary>When it is notified.</summary>
    NotificationTimers Timers(NotificationTimers configured) => configured;

    /// <returns>The name of the group that an alert is sent in; empty when all alerts are one group.</returns>
    string GroupOf(Alert alert) => alert.Component;
}

/// <summary>What a request is made from besides the notification.</summary>
/// <param name="Secret">Null when the settings name none.</param>
/// <param name="Console">The page that messages link to; null when it is not configured.</param>
internal sealed record ReceiverContext(ReceiverSettings Receiver, string? Secret, Uri? Console, DateTimeOffset Now);
