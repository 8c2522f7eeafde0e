using Platform.Configuration;
using SreService.Alerting.Rules;
using SreService.Incidents;

namespace SreService.Notifications.Receivers;

/// <summary>One of <c>Notifications:Receivers</c>.</summary>
public sealed class ReceiverSettings
{
    private const int MaxNameLength = 40;

    /// <summary>Its name on every page, and in that of its breaker: <c>receiver-name</c>.</summary>
    public string Name { get; set; } = "";

    /// <summary>Alertmanager, PagerDuty, Slack or Webhook.</summary>
    public string Kind { get; set; } = nameof(Alertmanager);

    /// <summary>
    /// Alertmanager's base address, or where messages are posted to; PagerDuty's own when absent. Slack's is a secret.
    /// </summary>
    public Uri? Url { get; set; }

    /// <summary>
    /// The name of a secret: PagerDuty's routing key, Slack's URL, for others an optional bearer token.
    /// </summary>
    public string? Secret { get; set; }

    /// <summary>Whether warnings are left out.</summary>
    public bool OnlyCritical { get; set; }

    /// <summary>Whether it is notified when alerts resolve.</summary>
    public bool SendResolved { get; set; } = true;

    /// <summary>
    /// From which escalation level on it is notified; 1 gets everything, 2 and above unacknowledged incidents.
    /// </summary>
    public int Level { get; set; } = 1;

    /// <summary>The least severity that it is notified of.</summary>
    internal Severity From => OnlyCritical ? Severity.Critical : Severity.Warning;

    internal string BreakerName => $"receiver-{Name}";

    /// <summary>Null while <see cref="Kind"/> names none, which stops the start.</summary>
    internal IReceiverKind? KnownKind => ReceiverKinds.Find(Kind);

    /// <summary>Null where it is a secret.</summary>
    internal Uri? Target => KnownKind?.Target(this);

    /// <param name="allows">Whether a host may be reached without TLS.</param>
    /// <returns>Why messages may not be sent there; null when they may.</returns>
    internal static string? ProblemOf(Uri url, Func<string, bool> allows) =>
        url is not { IsAbsoluteUri: true, Scheme: "http" or "https" }
            ? "must be a URL such as https://example.com/hook."
        : url.Scheme == "http" && !allows(url.Host)
            ? "must begin with https, or its host be named in Notifications:AllowedHosts."
        : url.UserInfo.Length > 0 ? "must not contain a password; name a secret instead."
        : null;

    internal IEnumerable<(string Key, string Problem)> Problems(Func<string, bool> allows)
    {
        if (Slug.Problem(Name, MaxNameLength) is { } nameProblem)
        {
            yield return (nameof(Name), nameProblem);
        }

        if (Level is < 1 or > IncidentSettings.MostLevels)
        {
            yield return (nameof(Level), $"must be a number from 1 to {IncidentSettings.MostLevels}.");
        }

        if (KnownKind is not { } kind)
        {
            yield return (nameof(Kind), $"must be one of {ReceiverKinds.Names}.");
            yield break;
        }

        (string Key, string Problem)[] ofKind = [.. kind.Problems(this)];
        foreach (var one in ofKind)
        {
            yield return one;
        }

        if (Url is not null && ofKind.All(one => one.Key != nameof(Url)) && ProblemOf(Url, allows) is { } problem)
        {
            yield return (nameof(Url), problem);
        }
    }
}
