using System.ComponentModel.DataAnnotations;
using Platform.Configuration;
using SreService.Notifications.Receivers;

namespace SreService.Notifications;

/// <summary>Section <c>Notifications</c>: receivers of alerts, and how often they are notified.</summary>
public sealed class NotificationSettings : ICheckedSettings
{
    public const string Section = "Notifications";

    /// <summary>How long the first alert of a group waits for others, so that they are sent as one message.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan GroupWait { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The least time between two messages of the same group.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan GroupInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// An unchanged group is sent again after this time, unless all of its alerts are acknowledged or frozen.
    /// </summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan RepeatInterval { get; set; } = TimeSpan.FromHours(4);

    /// <summary>An attempt without an answer fails after this time.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The gateway's base address as people reach it, for the links in messages.</summary>
    public Uri? ConsoleUrl { get; set; }

    /// <summary>
    /// Hosts of receivers that may have a private address, and be reached without TLS. All others are connected to at
    /// public addresses only, over https.
    /// </summary>
    public List<string> AllowedHosts { get; set; } = [];

    public List<ReceiverSettings> Receivers { get; set; } = [];

    internal NotificationTimers Timers => new(GroupWait, GroupInterval, RepeatInterval, TakesAll: false);

    internal bool Allows(string host) => AllowedHosts.Contains(host, StringComparer.OrdinalIgnoreCase);

    public IEnumerable<(string Key, string Problem)> Problems()
    {
        if (ConsoleUrl is not null && ConsoleUrl is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
        {
            yield return (nameof(ConsoleUrl), "must be a URL such as https://users.example.com.");
        }

        foreach (var (index, receiver) in Receivers.Index())
        {
            foreach (var (key, problem) in receiver.Problems(Allows))
            {
                yield return ($"{nameof(Receivers)}:{index}:{key}", problem);
            }

            if (Receivers.Take(index).Any(earlier => earlier.Name == receiver.Name))
            {
                yield return (
                    $"{nameof(Receivers)}:{index}:{nameof(receiver.Name)}",
                    $"'{receiver.Name}' is the name of another receiver.");
            }
        }
    }
}
