using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Platform.Heartbeats;
using SreService.Alerting;
using SreService.Counting;
using SreService.Health;
using SreService.Incidents;
using SreService.Notifications;
using SreService.Objectives;
using SreService.Scraping;

namespace SreService.Rounds;

/// <summary>
/// A round state as it is stored. Followers show it, and the next leader continues from it.
/// </summary>
internal sealed record RoundDocument(
    IReadOnlyList<ReplicaState> Replicas, AlertList Alerts, IReadOnlyDictionary<string, ObjectiveStatus> Statuses,
    IReadOnlyList<ReceiverState> Receivers)
{
    /// <summary>Incidents that are open or resolved within a day.</summary>
    public IReadOnlyList<Incident> Incidents { get; init; } = [];

    /// <summary>The revision of the objectives in force.</summary>
    public string? Configuration { get; init; }

    /// <summary>When it replaced another revision; null if it never did.</summary>
    public DateTimeOffset? ConfiguredAt { get; init; }

    public UserImpact? Impact { get; init; }

    public QueryProblems QueryProblems { get; init; } = QueryProblems.None;

    public static RoundDocument Of(RoundState state) => new(
        [.. state.Replicas.All.Select(ReplicaState.Of)], state.Alerts, state.Slos.Statuses, state.Receivers.All)
    {
        Incidents = state.Incidents.All,
        Configuration = state.Objectives.Revision,
        ConfiguredAt = state.Objectives.Since,
        Impact = state.Impact,
        QueryProblems = state.QueryProblems,
    };

    /// <param name="slos">Counted here, from the stored slices, with the statuses of the document.</param>
    public RoundState ToState(DateTimeOffset readAt, SloList slos, NotificationSettings notifications) => new(
        new(readAt, [.. Replicas.Select(replica => replica.ToReplica())]), slos, Alerts, new(Incidents),
        new(Configuration, ConfiguredAt), ReceiverStates.Of(Receivers, notifications),
        Impact ?? UserImpact.Unknown(Scraping.Replicas.NoRecentRound))
    {
        QueryProblems = QueryProblems,
    };
}

/// <summary>
/// A replica without its counters, which are stored as counts. The names of its members in the database do not change.
/// </summary>
internal sealed record ReplicaState(
    string Service, Uri Address, string? Instance,
    [property: JsonPropertyName("Announced")] Heartbeat? Heartbeat,
    [property: JsonPropertyName("Reading")] ScrapeState? Scrape, ScrapeFailure? Failure,
    DateTimeOffset? FailingSince, int Missed, bool HasEnded, ImmutableList<Usage> Usage)
{
    public static ReplicaState Of(Replica replica) => new(
        replica.Target.Service, replica.Target.BaseAddress, replica.Target.Instance, replica.Target.Heartbeat,
        replica.Scrape is { } scrape ? ScrapeState.Of(scrape) : null, replica.Failure, replica.FailingSince,
        replica.Missed, replica.HasEnded, replica.Usage);

    public Replica ToReplica() => new(
        new Target(Service, Address, Instance) { Heartbeat = Heartbeat }, Scrape?.ToScrape(), Failure, FailingSince,
        Missed, Usage)
    {
        HasEnded = HasEnded,
    };
}

internal sealed record ScrapeState(
    ProcessIdentity Process, string Version, DateTimeOffset At, TimeSpan? ClockSkew,
    IReadOnlyDictionary<string, double> Gauges)
{
    public static ScrapeState Of(Scrape scrape) => new(
        scrape.Process, scrape.Version, scrape.At, scrape.ClockSkew,
        scrape.Gauges.ToDictionary(gauge => gauge.Key.Id, gauge => gauge.Value));

    public Scrape ToScrape() => new(
        Process, Version, At, new Dictionary<Series, Histogram>(),
        Gauges.ToDictionary(gauge => Series.Parse(gauge.Key), gauge => gauge.Value))
    {
        ClockSkew = ClockSkew,
    };
}

[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(RoundDocument))]
internal sealed partial class RoundJson : JsonSerializerContext;
