using SreService.Alerting;

namespace SreService.Notifications.Receivers;

/// <summary>A silence of Prometheus Alertmanager that mirrors why one alert is suppressed here.</summary>
/// <param name="Id">Given by Alertmanager; null for a new one.</param>
/// <param name="Status">Null in a request.</param>
internal sealed record AlertmanagerSilence(
    string? Id, IReadOnlyList<AlertmanagerMatcher> Matchers, DateTimeOffset StartsAt, DateTimeOffset EndsAt,
    string CreatedBy, string Comment, AlertmanagerSilenceStatus? Status = null)
{
    private const string Author = "evenkeel";

    /// <summary>As long as an alert without an update; both are renewed with every message.</summary>
    private static readonly TimeSpan Validity = AlertmanagerAlert.Validity;

    /// <summary>Whether it is ours, in force, and of that alert alone.</summary>
    public bool IsOf(Alert alert) => CreatedBy == Author && Status?.State != "expired"
        && Matchers.ToHashSet().SetEquals(MatchersOf(alert));

    /// <param name="known">The one that there is; null when there is none.</param>
    /// <returns>The one that there should be: the known one while it lasts long enough.</returns>
    public static AlertmanagerSilence Of(Alert alert, AlertmanagerSilence? known, DateTimeOffset now)
    {
        var comment = alert.SilencedBy is { } author ? $"silenced by {author}" : $"inhibited by {alert.InhibitedBy}";
        return known?.Comment == comment && known.EndsAt - now > Validity / 2
            ? known
            : new(known?.Id, MatchersOf(alert), known?.StartsAt ?? now, now + Validity, Author, comment);
    }

    private static AlertmanagerMatcher[] MatchersOf(Alert alert) =>
        [.. Messages.Labels.Of(alert).Select(label => new AlertmanagerMatcher(label.Key, label.Value))];
}

internal sealed record AlertmanagerMatcher(string Name, string Value, bool IsRegex = false, bool IsEqual = true);

/// <param name="State">pending, active or expired.</param>
internal sealed record AlertmanagerSilenceStatus(string State);
