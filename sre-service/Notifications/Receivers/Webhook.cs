using SreService.Notifications.Messages;

namespace SreService.Notifications.Receivers;

/// <summary>Anything that takes the JSON of Alertmanager's webhooks, version 4.</summary>
internal sealed class Webhook : IReceiverKind
{
    public string Name => nameof(Webhook);

    public Uri? Target(ReceiverSettings receiver) => receiver.Url;

    public IEnumerable<(string Key, string Problem)> Problems(ReceiverSettings receiver) =>
        receiver.Url is null ? [(nameof(receiver.Url), "is missing.")] : [];

    public HttpRequestMessage Request(Notification notification, ReceiverContext context) => JsonRequest.Post(
        context.Receiver.Url!, WebhookMessage.Of(notification, context.Receiver.Name, context.Console),
        WebhookJson.Default.WebhookMessage, context.Secret);
}
