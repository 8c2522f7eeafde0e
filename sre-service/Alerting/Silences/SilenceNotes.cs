using SreService.Scraping;

namespace SreService.Alerting.Silences;

/// <summary>Says of a silence that it matches nothing now: perhaps a name is misspelt.</summary>
internal sealed class SilenceNotes(AlertList alerts, Replicas replicas)
{
    private readonly IReadOnlyList<Alert> _alerts = [.. alerts.Alerts, .. alerts.Pending];

    private readonly string[] _components =
    [
        .. SystemTopology.Names
            .Union(replicas.All.Select(replica => replica.Target.Service))
            .Union(alerts.Alerts.Concat(alerts.Pending).Select(alert => alert.Component))
            .Union(alerts.NoData.Select(rule => rule.Component))
            .Union(["jobs"]).Order(StringComparer.Ordinal),
    ];

    public Silence Noted(Silence silence, DateTimeOffset now) => silence with { Note = NoteOf(silence, now) };

    private string? NoteOf(Silence silence, DateTimeOffset now) =>
        silence.EndedAt is not null || silence.Until <= now ? null
        : silence.Component is { } component && !_components.Contains(component)
            ? $"Matches nothing now: no component is named {component}, only {string.Join(", ", _components)}."
        : _alerts.Any(alert => silence.Matches(alert, now)) ? null
        : "Matches no alert now.";
}
