using System.Collections.Immutable;
using SreService.Alerting;
using SreService.Alerting.Rules;
using SreService.Alerting.Silences;
using SreService.Counting;
using SreService.Health;
using SreService.Incidents;
using SreService.Notifications;
using SreService.Objectives;
using SreService.Scraping;
using SreService.Timeline;

namespace SreService.Rounds;

/// <summary>
/// The result of one evaluation round. A report reads one of these, so that it never mixes two rounds.
/// </summary>
internal sealed record RoundState(
    ReplicaList Replicas, SloList Slos, AlertList Alerts, IncidentList Incidents, ObjectivesInForce Objectives,
    ReceiverStates Receivers, UserImpact Impact)
{
    public QueryProblems QueryProblems { get; init; } = QueryProblems.None;

    /// <summary>Before the first round.</summary>
    public static RoundState Initial(IEnumerable<Target> targets, NotificationSettings notifications) => new(
        ReplicaList.NotScraped(targets), SloList.None, AlertList.None, IncidentList.None, ObjectivesInForce.Unknown,
        ReceiverStates.Initial(notifications), UserImpact.Unknown(Scraping.Replicas.NoRecentRound));

    /// <returns>The state after the next round, and the changes to write.</returns>
    public (RoundState State, RoundChanges Changes) Next(RoundFacts facts)
    {
        var now = facts.At;
        var (objectives, reconfigured) = Objectives.Next(facts.Slos.Set.Revision, now);
        var alerts = facts.Silences.Applied(Alerts.Next(AlertRules.Evaluate(facts.Alerting), now), now);
        var (incidents, changed) = Incidents.Next(
            alerts.Alerts, facts.Alerting, facts.Entries, facts.OpenedByHand, now);
        var receivers = Receivers.Next(
            facts.Notifications, alerts, alert => incidents.LevelOf(alert, facts.Escalation, now),
            objectives.LastChange(facts.Replicas, now), now);

        return (
            new(
                new(now, facts.Replicas), facts.Slos, alerts, incidents, objectives, receivers,
                facts.CountsAreKnown
                    ? Impact.Next(facts.Lately, facts.Slos.Current, alerts, facts.GatewayAnswers, now)
                    : UserImpact.Unknown("earlier counts are not loaded yet"))
            {
                QueryProblems = facts.QueryProblems ?? QueryProblems,
            },
            new(
                [.. AlertChanges.Between(Alerts, alerts, now)],
                [.. ReplicaEvents.Between(Replicas.All, facts.Replicas, now), .. reconfigured],
                changed));
    }
}

/// <summary>The input of a round, besides the state before it.</summary>
/// <param name="At">The moment that the scrapes count for.</param>
/// <param name="Entries">Operators' entries about incidents.</param>
internal sealed record RoundFacts(
    DateTimeOffset At, ImmutableArray<Replica> Replicas, SloList Slos, AlertFacts Alerting, SilenceSet Silences,
    IReadOnlyList<IncidentEntry> Entries, IncidentSettings Escalation, NotificationSettings Notifications)
{
    /// <summary>Everything counted in the last 20 s.</summary>
    public IReadOnlyDictionary<SeriesKey, Histogram> Lately { get; init; } =
        new Dictionary<SeriesKey, Histogram>();

    /// <summary>Incidents that operators opened.</summary>
    public IReadOnlyList<Incident> OpenedByHand { get; init; } = [];

    /// <summary>False until the stored counts are loaded; nothing is counted before.</summary>
    public bool CountsAreKnown { get; init; } = true;

    /// <summary>Null in a round that asked no Prometheus.</summary>
    public QueryProblems? QueryProblems { get; init; }

    public bool GatewayAnswers => Replicas.Any(replica =>
        replica.Target.Service == SystemTopology.Gateway && replica is { Failure: null, Scrape: not null });
}
