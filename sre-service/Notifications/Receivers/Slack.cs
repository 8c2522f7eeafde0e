using SreService.Notifications.Messages;

namespace SreService.Notifications.Receivers;

/// <summary>An incoming webhook of Slack. Its address is the secret.</summary>
internal sealed class Slack : IReceiverKind
{
    public string Name => nameof(Slack);

    public Uri? Target(ReceiverSettings receiver) => null;

    public IEnumerable<(string Key, string Problem)> Problems(ReceiverSettings receiver)
    {
        if (receiver.Url is not null)
        {
            yield return (nameof(receiver.Url), "of Slack is a secret: name it in Secret instead.");
        }

        if (receiver.Secret is null)
        {
            yield return (nameof(receiver.Secret), "is missing.");
        }
    }

    public HttpRequestMessage Request(Notification notification, ReceiverContext context) => JsonRequest.Post(
        new Uri(context.Secret!, UriKind.Absolute), SlackMessage.Of(notification, context.Console),
        SlackJson.Default.SlackMessage);
}
