using System.Text.Json.Serialization;
using SreService.Notifications.Messages;

namespace SreService.Notifications.Receivers;

/// <summary>A message for an incoming webhook of Slack.</summary>
/// <param name="Text">In Slack's mrkdwn.</param>
internal sealed record SlackMessage(string Text)
{
    /// <summary>Slack itself cuts messages at 40,000 characters.</summary>
    private const int MostLines = 50;

    public static SlackMessage Of(Notification notification, Uri? console)
    {
        string[] lines = [.. Summary.Lines(notification)];
        string[] shown =
        [
            $"*{Escaped(Summary.Of(notification))}*",
            .. lines.Take(MostLines).Select(line => $"• {Escaped(line)}"),
            .. lines.Length > MostLines ? [$"and {lines.Length - MostLines} more"] : Array.Empty<string>(),
            .. notification.LastChange is null
                ? Array.Empty<string>()
                : [$"Last change: {Escaped(notification.LastChange)}"],
            .. console is null ? Array.Empty<string>() : [$"<{console.AbsoluteUri}|Service levels>"],
        ];
        return new(string.Join('\n', shown));
    }

    /// <summary>Escaped as Slack requires, so that no text becomes a link or notifies a channel.</summary>
    private static string Escaped(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SlackMessage))]
internal sealed partial class SlackJson : JsonSerializerContext;
