using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using SreService.Alerting;

namespace SreService.Notifications;

/// <summary>A message to one receiver about one group of alerts.</summary>
/// <param name="Group">What its alerts have in common; empty for all of them.</param>
/// <param name="DedupKey">The same for all messages from the first alert of the group to the end of the last.</param>
/// <param name="Id">The same whoever sends it and however often.</param>
/// <param name="At">When it was made.</param>
/// <param name="Firing">What is wrong.</param>
/// <param name="Resolved">What is over.</param>
internal sealed record Notification(
    string Group, string DedupKey, string Id, DateTimeOffset At, IReadOnlyList<Alert> Firing, IReadOnlyList<NotifiedAlert> Resolved)
{
    /// <summary>What changed last; null when nothing did within a day.</summary>
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

    /// <summary>One message of two: the later one, with the ends that only the earlier one tells.</summary>
    public Notification After(Notification earlier)
    {
        var ends = earlier.Resolved.Where(notified =>
            Firing.All(alert => alert.Key != notified.Alert.Key) && Resolved.All(other => other.Alert.Key != notified.Alert.Key));
        return this with { Resolved = [.. Resolved, .. ends] };
    }

    /// <summary>By what it tells: who takes over may make the same message again, or one that tells more.</summary>
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
        $"{alert.Rule}\n{alert.Subject}\n{alert.Severity}\n{Ticks(alert.FiringSince ?? alert.Since)}";

    private static string Ticks(DateTimeOffset at) => at.UtcTicks.ToString(CultureInfo.InvariantCulture);

    private static string Hash(IEnumerable<string> parts) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', parts))).AsSpan(0, 16));
}
