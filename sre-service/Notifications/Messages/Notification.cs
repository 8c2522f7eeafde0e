using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SreService.Alerting;

namespace SreService.Notifications.Messages;

/// <summary>A message to one receiver about one group of alerts.</summary>
/// <param name="Group">The component that its alerts share; empty when they are of all components.</param>
/// <param name="DedupKey">
/// The same for all messages from the first alert of the group until the last one resolves.
/// </param>
/// <param name="Id">The same for all attempts, also those of another leader.</param>
internal sealed record Notification(
    string Group, string DedupKey, string Id, DateTimeOffset At, IReadOnlyList<Alert> Firing,
    IReadOnlyList<NotifiedAlert> Resolved)
{
    /// <summary>The last deploy or configuration change; null when there was none within a day.</summary>
    public string? LastChange { get; init; }

    public bool IsResolved => Firing.Count == 0;

    public static Notification Of(string receiver, GroupMessage message, string? lastChange, DateTimeOffset now)
    {
        var key = Hash([receiver, message.Group, Ticks(message.Began)]);
        return new Notification(message.Group, key, "", now, message.Firing, message.Resolved)
        {
            LastChange = lastChange,
        }.Identified(message.Repeats);
    }

    /// <summary>Merges two messages: the later one, with the resolved alerts that only the earlier one has.</summary>
    public Notification After(Notification earlier)
    {
        var resolved = earlier.Resolved.Where(notified =>
            Firing.All(alert => alert.Key != notified.Alert.Key)
            && Resolved.All(other => other.Alert.Key != notified.Alert.Key));
        return this with { Resolved = [.. Resolved, .. resolved] };
    }

    /// <summary>The id follows from the content, so that a new leader gives the same message the same id.</summary>
    private Notification Identified(int repeats) => this with
    {
        Id = Hash(
        [
            DedupKey, repeats.ToString(CultureInfo.InvariantCulture),
            .. Firing.Select(alert => $"firing {Name(alert)}").Order(StringComparer.Ordinal),
            .. Resolved.Select(notified => $"resolved {Name(notified.Alert)}").Order(StringComparer.Ordinal),
        ]),
    };

    private static string Name(Alert alert) =>
        $"{alert.Rule}\n{alert.Subject}\n{alert.Severity}\n{Ticks(alert.FiringSince ?? alert.Since)}"
        + (alert.IsSuppressed ? "\nsuppressed" : "");

    private static string Ticks(DateTimeOffset at) => at.UtcTicks.ToString(CultureInfo.InvariantCulture);

    private static string Hash(IEnumerable<string> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))).AsSpan(0, 16));
}
