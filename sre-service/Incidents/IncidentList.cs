using SreService.Alerting;
using SreService.Alerting.Rules;
using SreService.Counting;

namespace SreService.Incidents;

/// <summary>
/// Incidents, one for each fault. A fault makes calls of every service above it fail: these alerts belong to its
/// incident. Alerts open and resolve incidents; one that was opened manually takes alerts too.
/// </summary>
/// <param name="All">Open incidents and those resolved within a day, oldest first.</param>
internal sealed record IncidentList(IReadOnlyList<Incident> All)
{
    /// <summary>An alert that fires again within this time belongs to the same incident.</summary>
    public static readonly TimeSpan Watched = TimeSpan.FromMinutes(15);

    /// <summary>Operators can add entries to an incident that resolved within this time.</summary>
    public static readonly TimeSpan Remembered = TimeSpan.FromDays(1);

    /// <summary>Alerts of a fault begin at most so long after the first failed call.</summary>
    private static readonly TimeSpan Lag = TimeSpan.FromMinutes(5);

    public static IncidentList None { get; } = new([]);

    /// <summary>These incidents and others that it does not have.</summary>
    public IncidentList With(IEnumerable<Incident> others) =>
        new([.. All, .. others.ExceptBy(All.Select(incident => incident.Id), incident => incident.Id)]);

    /// <param name="byHand">Incidents that were opened manually.</param>
    /// <returns>The incidents after the round, and those that opened or changed.</returns>
    public (IncidentList State, IReadOnlyList<Incident> Changes) Next(
        IReadOnlyList<Alert> alerts, AlertFacts facts, IReadOnlyList<IncidentEntry> entries,
        IReadOnlyList<Incident> byHand, DateTimeOffset now)
    {
        var known = With(byHand).All
            .Where(incident => incident.ResolvedAt is null || now - incident.ResolvedAt < Remembered)
            .Select(incident => incident.With(entries)).ToArray();
        var causes = known.Where(incident => incident.ResolvedAt is null)
            .Select(incident => new Cause(incident, [])).ToList();
        foreach (var alert in alerts.Where(alert => alert.Severity == Severity.Critical)
            .OrderBy(alert => Of(alert).Location.IsSymptom).ThenBy(alert => alert.Since))
        {
            var its = Of(alert);
            var cause = causes.Where(one => BelongsTo(one, its)).MaxBy(one => Fit(one, its));
            if (cause is null)
            {
                causes.Add(cause = new(null, []));
            }

            cause.Alerts.Add(alert);
        }

        Incident[] next =
        [
            .. known.Where(incident => incident.ResolvedAt is not null),
            .. causes.Select(cause => cause.Incident is { } incident
                ? Next(incident, cause.Alerts, facts, now)
                : Opened(cause.Alerts, known, facts, now)),
        ];

        var earlier = All.ToDictionary(incident => incident.Id);
        return (
            new(next),
            [.. next.Where(incident => !earlier.TryGetValue(incident.Id, out var was) || !Same(was, incident))]);
    }

    /// <returns>The escalation level of the alert's incident; 1 without an incident.</returns>
    public int LevelOf(Alert alert, IncidentSettings settings, DateTimeOffset now) => All
        .Where(incident => incident.Alerts.Any(one => one.IsOf(alert.Key) && one.EndedAt is null))
        .Select(incident => Escalation.LevelOf(incident, settings, now))
        .DefaultIfEmpty(1).Max();

    /// <summary>
    /// Whether an alert may have the same cause as those of an incident: the same fault; a symptom of it; a symptom of
    /// the same failed calls; or the fault behind symptoms that began at about the same time. One that was opened
    /// manually and has no alert yet takes any on whose path its component is.
    /// </summary>
    private static bool BelongsTo(Cause cause, IncidentAlert alert)
    {
        var (alerts, location) = (cause.Known, alert.Location);
        if (alerts.Count == 0)
        {
            return SystemTopology.IsOnPath(cause.Incident!.Component, location.Service);
        }

        if (alerts.FirstOrDefault(one => !one.Location.IsSymptom) is { } fault)
        {
            return fault.Location == location
                || (fault.Location.Explains(location) && alert.Since >= fault.Since - Lag);
        }

        return location.IsSymptom
            ? alerts.Any(one => one.Location.Explains(location) || location.Explains(one.Location))
            : alerts.Any(one => location.Explains(one.Location)) && alert.Since <= alerts.Min(one => one.Since) + Lag;
    }

    /// <summary>
    /// Of several faults that may have caused a symptom: one that goes on, else the one that has it, else the one that
    /// had it, else the latest. A symptom may be found before the new fault behind it.
    /// </summary>
    private static (bool GoesOn, bool Has, bool Had, DateTimeOffset Since) Fit(Cause cause, IncidentAlert alert) => (
        cause.Known.Any(one => !one.Location.IsSymptom && one.EndedAt is null),
        cause.Known.Any(one => one.IsOf((alert.Rule, alert.Subject)) && one.EndedAt is null),
        cause.Known.Any(one => one.IsOf((alert.Rule, alert.Subject))),
        cause.Known.Select(one => one.Since).DefaultIfEmpty(cause.Incident?.BeganAt ?? default).Min());

    private static Incident Opened(
        List<Alert> alerts, IReadOnlyList<Incident> known, AlertFacts facts, DateTimeOffset now)
    {
        var first = alerts.MinBy(alert => alert.FiringSince)!;
        var location = Incident.LocationOf(alerts.Select(Of))!;
        var impact = Impact.Of(facts, location.Service, alerts);
        // An alert that has fired for long became critical only now, and may have had an incident before.
        var since = first.FiringSince!.Value;
        var detected = now - since < Minutes.One && known.All(one => one.Id != IdOf(since, location)) ? since : now;
        return new()
        {
            Id = IdOf(detected, location),
            Component = location.Service,
            Title = Worst(alerts).Message,
            OpenedBy = $"{first.Rule} {first.Subject}",
            ByHand = false,
            BeganAt = BadMinutes.First(facts.Objectives, location.Service, alerts.Min(alert => alert.Since)),
            DetectedAt = detected,
            Proposed = impact,
            Severity = impact.Severity,
            Alerts = [.. alerts.Select(Of)],
        };
    }

    /// <summary>The same on every replica, so that a new leader does not open the incident a second time.</summary>
    private static string IdOf(DateTimeOffset detected, FaultLocation location) =>
        Invariant($"{detected.UtcDateTime:yyyyMMdd-HHmmss}-{location}");

    private static Incident Next(Incident incident, List<Alert> alerts, AlertFacts facts, DateTimeOffset now)
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
                ResolvedAt = !incident.ByHand && now - quietSince >= Watched ? quietSince : null,
            };
        }

        var component = Incident.LocationOf(known)!.Service;
        var proposed = incident.Proposed.OrWorse(Impact.Of(facts, component, alerts));
        var since = known.Min(alert => alert.Since);
        var taken = alerts.FirstOrDefault(alert => alert.AcknowledgedBy is not null);
        return incident with
        {
            Alerts = known,
            Component = component,
            Title = incident.ByHand ? incident.Title : Worst(alerts).Message,
            BeganAt = since < incident.BeganAt ? since : incident.BeganAt,
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

    /// <summary>
    /// One that is known to fire now rather than one without data, a fault rather than a symptom, and of several the
    /// lowest layer: the layers above it fail because of it.
    /// </summary>
    private static Alert Worst(List<Alert> alerts) => alerts
        .OrderBy(alert => alert.State == AlertState.KeepLast).ThenBy(alert => Of(alert).Location.IsSymptom)
        .ThenBy(alert => Inhibition.Layer(alert) ?? int.MaxValue).ThenBy(alert => alert.FiringSince).First();

    /// <summary>A message changes its numbers in every round, which is no change of the incident.</summary>
    private static bool Same(Incident one, Incident other) =>
        one with { Alerts = [], Proposed = other.Proposed, Title = other.Title } == other with { Alerts = [] }
        && one.Proposed.Severity == other.Proposed.Severity
        && one.Alerts.Select(Kind).SequenceEqual(other.Alerts.Select(Kind));

    private static (string, string, DateTimeOffset?) Kind(IncidentAlert alert) =>
        (alert.Rule, alert.Subject, alert.EndedAt);

    /// <summary>What belongs to one incident.</summary>
    /// <param name="Incident">Null when it opens now.</param>
    /// <param name="Alerts">Those that are critical now.</param>
    private sealed record Cause(Incident? Incident, List<Alert> Alerts)
    {
        public IReadOnlyList<IncidentAlert> Known => [.. Incident?.Alerts ?? [], .. Alerts.Select(Of)];
    }
}
