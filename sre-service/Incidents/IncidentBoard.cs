using System.Globalization;
using SreService.Alerting;
using SreService.Alerting.Rules;
using SreService.Counting;

namespace SreService.Incidents;

/// <summary>
/// Incidents that alerts open and end. Everything that lies on the way of users' requests is one cause: whatever fails
/// there makes what stands above it fail. Whoever moves it holds the evaluator's gate.
/// </summary>
internal sealed class IncidentBoard(IncidentEntryCache cache, IncidentSettings settings)
{
    /// <summary>What comes back within so long is the same incident.</summary>
    public static readonly TimeSpan Watched = TimeSpan.FromMinutes(15);

    /// <summary>Somebody may speak of one that ended a moment ago.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromDays(1);

    private volatile IReadOnlyList<Incident> _current = [];
    private DateTimeOffset _now;

    /// <summary>Those that go on and those that ended within a day, the oldest first.</summary>
    public IReadOnlyList<Incident> Current => _current;

    /// <summary>Goes on from what another replica found.</summary>
    public void Restore(IReadOnlyList<Incident> incidents) => _current = incidents;

    /// <returns>Incidents that opened or changed.</returns>
    public IReadOnlyList<Incident> Refresh(IReadOnlyList<Alert> alerts, AlertFacts facts, DateTimeOffset now)
    {
        _now = now;
        var before = _current;
        var known = before.Where(incident => incident.ResolvedAt is null || now - incident.ResolvedAt < Remembered)
            .Select(incident => incident.With(cache.Entries)).ToArray();
        var byCause = alerts.Where(alert => alert.Severity == Severity.Critical).ToLookup(alert => CauseOf(alert.Component));
        var open = known.Where(incident => incident.ResolvedAt is null)
            .Select(incident => Next(incident, [.. byCause[CauseOf(incident.Component)]], facts, now)).ToArray();
        var openCauses = open.Select(incident => CauseOf(incident.Component)).ToHashSet();
        var opened = byCause.Where(cause => !openCauses.Contains(cause.Key)).Select(cause => Opened([.. cause], known, facts, now));
        _current = [.. known.Where(incident => incident.ResolvedAt is not null), .. open, .. opened];

        var earlier = before.ToDictionary(incident => incident.Id);
        return
        [
            .. _current.Where(incident => !earlier.TryGetValue(incident.Id, out var was) || !Same(was, incident)),
        ];
    }

    /// <returns>How far an alert's incident has escalated; 1 for one without.</returns>
    public int LevelOf(Alert alert) => _current
        .Where(incident => incident.Alerts.Any(one => (one.Rule, one.Subject) == alert.Key && one.EndedAt is null))
        .Select(incident => Escalation.LevelOf(incident, settings, _now))
        .DefaultIfEmpty(1).Max();

    private static string CauseOf(string component) => component == SystemServices.Sre ? "measurement" : "requests";

    private static Incident Opened(
        IReadOnlyList<Alert> alerts, IReadOnlyList<Incident> known, AlertFacts facts, DateTimeOffset now)
    {
        var impact = Impact.Of(facts, alerts);
        var (first, root) = (alerts.MinBy(alert => alert.FiringSince)!, Root(alerts));
        // One that fired for long has only now become so urgent, and may have had an incident before.
        var since = first.FiringSince!.Value;
        var detected = now - since < Minutes.One && known.All(incident => incident.Id != IdOf(since, first)) ? since : now;
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

    /// <summary>The same whoever finds it, so that who takes over does not open it twice.</summary>
    private static string IdOf(DateTimeOffset detected, Alert alert) => string.Create(
        CultureInfo.InvariantCulture, $"{detected.UtcDateTime:yyyyMMdd-HHmmss}-{CauseOf(alert.Component)}");

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
        alert.Rule, alert.Subject, alert.Component, alert.Message, alert.Since, alert.FiringSince!.Value, EndedAt: null);

    /// <summary>The lowest part that fails: what stands above it fails with it.</summary>
    private static Alert Root(IReadOnlyList<Alert> alerts) =>
        alerts.OrderBy(alert => Inhibition.Layer(alert) ?? int.MaxValue).ThenBy(alert => alert.FiringSince).First();

    private static int LayerOf(string component) => component switch
    {
        SystemServices.Users => 0,
        SystemServices.Gateway => 2,
        _ => 1,
    };

    /// <summary>Messages that tell other numbers each round are no news.</summary>
    private static bool Same(Incident one, Incident other) =>
        one with { Alerts = [], Proposed = other.Proposed } == other with { Alerts = [] }
        && one.Proposed.Severity == other.Proposed.Severity
        && one.Alerts.Select(Kind).SequenceEqual(other.Alerts.Select(Kind));

    private static (string, string, DateTimeOffset?) Kind(IncidentAlert alert) => (alert.Rule, alert.Subject, alert.EndedAt);
}
