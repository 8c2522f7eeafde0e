using SreService.Notifications.Messages;

namespace SreService.Notifications.Receivers;

/// <summary>PagerDuty, Events API v2. Its secret is the routing key.</summary>
internal sealed class PagerDuty : IReceiverKind
{
    private static readonly Uri Events = new("https://events.pagerduty.com/v2/enqueue");

    public string Name => nameof(PagerDuty);

    public Uri? Target(ReceiverSettings receiver) => receiver.Url ?? Events;

    public IEnumerable<(string Key, string Problem)> Problems(ReceiverSettings receiver) =>
        receiver.Secret is null ? [(nameof(receiver.Secret), "is missing.")] : [];

    public HttpRequestMessage Request(Notification notification, ReceiverContext context) => JsonRequest.Post(
        Target(context.Receiver)!, PagerDutyEvent.Of(notification, context.Secret!, context.Console),
        PagerDutyJson.Default.PagerDutyEvent);
}
