using System.ComponentModel.DataAnnotations;
using SreService.Alerting;
using SreService.Incidents;

namespace SreService.Notifications;

/// <summary>Section <c>Notifications</c>: who is told of alerts, and how often.</summary>
public sealed class NotificationSettings
{
    public const string Section = "Notifications";

    /// <summary>How long the first alert of a group waits for others, so that they come as one message.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan GroupWait { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long after a message the next one of the same group comes at the earliest.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan GroupInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>After that long without a change a group is told again, unless all of it is acknowledged.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan RepeatInterval { get; set; } = TimeSpan.FromHours(4);

    /// <summary>A receiver that takes longer has not taken a message.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The gateway's base address as people reach it, for the links in messages.</summary>
    public Uri? ConsoleUrl { get; set; }

    /// <summary>
    /// Hosts of receivers that may have a private address, and be reached without TLS. Of all others only public
    /// addresses are connected to, over https.
    /// </summary>
    public List<string> AllowedHosts { get; set; } = [];

    public List<ReceiverSettings> Receivers { get; set; } = [];

    internal bool Allows(string host) => AllowedHosts.Contains(host, StringComparer.OrdinalIgnoreCase);

    internal IEnumerable<(string Key, string Problem)> Problems()
    {
        if (ConsoleUrl is not null && ConsoleUrl is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
        {
            yield return ($"{Section}:{nameof(ConsoleUrl)}", "must be a URL such as https://users.example.com.");
        }

        for (var index = 0; index < Receivers.Count; index++)
        {
            var name = Receivers[index].Name;
            foreach (var (key, problem) in Receivers[index].Problems(Allows))
            {
                yield return ($"{Section}:{nameof(Receivers)}:{index}:{key}", problem);
            }

            if (Receivers.Take(index).Any(earlier => earlier.Name == name))
            {
                yield return ($"{Section}:{nameof(Receivers)}:{index}:{nameof(ReceiverSettings.Name)}", $"'{name}' is the name of another receiver.");
            }
        }
    }
}

public enum ReceiverKind
{
    /// <summary>Prometheus Alertmanager, API v2; groups and repeats by its own rules.</summary>
    Alertmanager,

    /// <summary>Whatever takes the JSON of Alertmanager's webhooks, version 4.</summary>
    Webhook,

    /// <summary>PagerDuty, Events API v2.</summary>
    PagerDuty,

    /// <summary>An incoming webhook of Slack.</summary>
    Slack,
}

/// <summary>One of <c>Notifications:Receivers</c>.</summary>
public sealed class ReceiverSettings
{
    private static readonly Uri PagerDutyEvents = new("https://events.pagerduty.com/v2/enqueue");

    /// <summary>Its name on every page, and its breaker's: <c>receiver-name</c>.</summary>
    public string Name { get; set; } = "";

    public ReceiverKind Kind { get; set; }

    /// <summary>
    /// Alertmanager's base address, or where messages are posted to; PagerDuty's own when absent. Slack's is a secret.
    /// </summary>
    public Uri? Url { get; set; }

    /// <summary>
    /// The name of a secret: PagerDuty's routing key, Slack's URL, for others a bearer token, which they need not have.
    /// </summary>
    public string? Secret { get; set; }

    /// <summary>Warning or Critical; less urgent alerts are not told.</summary>
    internal Severity From => OnlyCritical ? Severity.Critical : Severity.Warning;

    /// <summary>Whether it is told of critical alerts only: those that call somebody.</summary>
    public bool OnlyCritical { get; set; }

    /// <summary>Whether it is told when alerts are over.</summary>
    public bool SendResolved { get; set; } = true;

    /// <summary>
    /// From which level of escalation on it is told; 1 is told of everything, 2 and above of incidents that nobody took.
    /// </summary>
    public int Level { get; set; } = 1;

    internal string BreakerName => $"receiver-{Name}";

    /// <summary>Null where it is a secret.</summary>
    internal Uri? Target => Kind switch
    {
        ReceiverKind.PagerDuty => Url ?? PagerDutyEvents,
        ReceiverKind.Alertmanager => Url is null ? null : new Uri($"{Url.AbsoluteUri.TrimEnd('/')}/api/v2/alerts"),
        ReceiverKind.Slack => null,
        _ => Url,
    };

    /// <param name="url">Where it is to be reached.</param>
    /// <param name="allows">Whether a host may be reached without TLS.</param>
    /// <returns>Why it may not be; null when it may.</returns>
    internal static string? ProblemOf(Uri url, Func<string, bool> allows) =>
        url is not { IsAbsoluteUri: true, Scheme: "http" or "https" } ? "must be a URL such as https://example.com/hook."
        : url.Scheme == "http" && !allows(url.Host) ? $"must begin with https, or its host be named in {NotificationSettings.Section}:{nameof(NotificationSettings.AllowedHosts)}."
        : url.UserInfo.Length > 0 ? "must not contain a password; name a secret instead."
        : null;

    internal IEnumerable<(string Key, string Problem)> Problems(Func<string, bool> allows)
    {
        if (Name.Length is 0 or > 40 || !Name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-'))
        {
            yield return (nameof(Name), "must be 1 to 40 lower case letters, digits and hyphens.");
        }

        if (Kind == ReceiverKind.Slack && Url is not null)
        {
            yield return (nameof(Url), "of Slack is a secret: name it in Secret instead.");
        }
        else if (Kind is ReceiverKind.Alertmanager or ReceiverKind.Webhook && Url is null)
        {
            yield return (nameof(Url), "is missing.");
        }
        else if (Url is not null && ProblemOf(Url, allows) is { } problem)
        {
            yield return (nameof(Url), problem);
        }

        if (Level is < 1 or > IncidentSettings.MostLevels)
        {
            yield return (nameof(Level), $"must be a number from 1 to {IncidentSettings.MostLevels}.");
        }

        if (Kind is ReceiverKind.PagerDuty or ReceiverKind.Slack && Secret is null)
        {
            yield return (nameof(Secret), "is missing.");
        }
    }
}
