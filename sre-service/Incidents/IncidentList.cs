using SreService.Alerting;
using SreService.Alerting.Rules;
using SreService.Counting;

namespace SreService.Incidents;

/// <summary>
/// Incidents that alerts open and resolve. All components on the path of users' requests are one cause: a failure makes
/// every layer above it fail.
/// </summary>
/// <param name="All">Open incidents and those resolved within a day, oldest first.</param>
internal sealed record IncidentList(IReadOnlyList<Incident> All)
{
    /// <summary>An alert that fires again within this time belongs to the same incident.</summary>
    public static readonly TimeSpan Watched = TimeSpan.FromMinutes(15);

    /// <summary>Operators can add entries to an incident that resolved within this time.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromDays(1);

    public static IncidentList None { get; } = new([]);

    /// <returns>The incidents after the round, and those that opened or changed.</returns>
    public (IncidentList State, IReadOnlyList<Incident> Changes) Next(
        IReadOnlyList<Alert> alerts, AlertFacts facts, IReadOnlyList<IncidentEntry> entries, DateTimeOffset now)
    {
        var known = All.Where(incident => incident.ResolvedAt is null || now - incident.ResolvedAt < Remembered)
            .Select(incident => incident.With(entries)).ToArray();
        var byCause = alerts.Where(alert => alert.Severity == Severity.Critical)
            .ToLookup(alert => CauseOf(alert.Component));
        var open = known.Where(incident => incident.ResolvedAt is null)
            .Select(incident => Next(incident, [.. byCause[CauseOf(incident.Component)]], facts, now)).ToArray();
        var openCauses = open.Select(incident => CauseOf(incident.Component)).ToHashSet();
        var opened = byCause.Where(cause => !openCauses.Contains(cause.Key))
            .Select(cause => Opened([.. cause], known, facts, now));
        Incident[] next = [.. known.Where(incident => incident.ResolvedAt is not null), .. open, .. opened];

        var earlier = All.ToDictionary(incident => incident.Id);
        return (
            new(next),
            [.. next.Where(incident => !earlier.TryGetValue(incident.Id, out var was) || !Same(was, incident))]);
    }

    /// <returns>The escalation level of the alert's incident; 1 without an incident.</returns>
    public int LevelOf(Alert alert, IncidentSettings settings, DateTimeOffset now) => All
        .Where(incident => incident.Alerts.Any(one => (one.Rule, one.Subject) == alert.Key && one.EndedAt is null))
        .Select(incident => Escalation.LevelOf(incident, settings, now))
        .DefaultIfEmpty(1).Max();

    private static string CauseOf(string component) => component == SystemTopology.Sre ? "measurement" : "requests";

    private static Incident Opened(
        IReadOnlyList<Alert> alerts, IReadOnlyList<Incident> known, AlertFacts facts, DateTimeOffset now)
    {
        var impact = Impact.Of(facts, alerts);
        var (first, root) = (alerts.MinBy(alert => alert.FiringSince)!, Root(alerts));
        // An alert that has fired for long became critical only now, and may have had an incident before.
        var since = first.FiringSince!.Value;
        var detected = now - since < Minutes.One
            && known.All(incident => incident.Id != IdOf(since, first)) ? since : now;
        return new()
        {
            Id = IdOf(detected, first),
            Component = root.Component,
            Title = root.Message,
            OpenedBy = $"{first.Rule} {first.Subject}",
            ByHand = false,
            BeganAt = alerts.Min(alert => alert.Since),
            DetectedAt = detected,
            Proposed = impact,
            Severity = impact.Severity,
            Alerts = [.. alerts.Select(Of)],
        };
    }

    /// <summary>The same on every replica, so that a new leader does not open the incident a second time.</summary>
    private static string IdOf(DateTimeOffset detected, Alert alert) =>
        Invariant($"{detected.UtcDateTime:yyyyMMdd-HHmmss}-{CauseOf(alert.Component)}");

    private static Incident Next(Incident incident, IReadOnlyList<Alert> alerts, AlertFacts facts, DateTimeOffset now)
    {
        var there = alerts.ToDictionary(alert => alert.Key);
        IncidentAlert[] known =
        [
            .. incident.Alerts.Select(alert => there.Remove((alert.Rule, alert.Subject), out var again)
                ? alert with { Message = again.Message, EndedAt = null }
                : alert with { EndedAt = alert.EndedAt ?? now }),
            .. there.Values.Select(Of),
        ];
        if (alerts.Count == 0)
        {
            var quietSince = known.Max(alert => alert.EndedAt);
            return incident with
            {
                Alerts = known,
                MitigatedAt = incident.MitigatedAt ?? quietSince,
                ResolvedAt = now - quietSince >= Watched ? quietSince : null,
            };
        }

        var (proposed, root) = (incident.Proposed.OrWorse(Impact.Of(facts, alerts)), Root(alerts));
        var deeper = LayerOf(root.Component) < LayerOf(incident.Component);
        var taken = alerts.FirstOrDefault(alert => alert.AcknowledgedBy is not null);
        return incident with
        {
            Alerts = known,
            Component = deeper ? root.Component : incident.Component,
            Title = deeper ? root.Message : incident.Title,
            Proposed = proposed,
            Severity = incident.SeverityBy is null ? proposed.Severity : incident.Severity,
            AcknowledgedAt = incident.AcknowledgedAt ?? (taken is null ? null : now),
            AcknowledgedBy = incident.AcknowledgedBy ?? taken?.AcknowledgedBy,
            MitigatedAt = null,
        };
    }

    private static IncidentAlert Of(Alert alert) => new(
        alert.Rule, alert.Subject, alert.Component, alert.Message, alert.Since, alert.FiringSince!.Value,
        EndedAt: null);

    /// <summary>The alert of the lowest layer: the layers above it fail because of it.</summary>
    private static Alert Root(IReadOnlyList<Alert> alerts) =>
        alerts.OrderBy(alert => Inhibition.Layer(alert) ?? int.MaxValue).ThenBy(alert => alert.FiringSince).First();

    private static int LayerOf(string component) =>
        SystemTopology.LayerOf(component) ?? SystemTopology.LayerBesideThePath;

    /// <summary>A message changes its numbers in every round, which is no change of the incident.</summary>
    private static bool Same(Incident one, Incident other) =>
        one with { Alerts = [], Proposed = other.Proposed } == other with { Alerts = [] }
        && one.Proposed.Severity == other.Proposed.Severity
        && one.Alerts.Select(Kind).SequenceEqual(other.Alerts.Select(Kind));

    private static (string, string, DateTimeOffset?) Kind(IncidentAlert alert) =>
        (alert.Rule, alert.Subject, alert.EndedAt);
}
