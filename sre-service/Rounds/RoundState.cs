using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Platform.Heartbeats;
using SreService.Alerting;
using SreService.Counting;
using SreService.Incidents;
using SreService.Notifications;
using SreService.Objectives;
using SreService.Scraping;

namespace SreService.Rounds;

/// <summary>
/// What a round found besides counts: replicas as they were read, alerts and statuses with their past, and who was told. Those that follow
/// show it as it is, and the next evaluator goes on from it.
/// </summary>
internal sealed record RoundState(
    IReadOnlyList<ReplicaState> Replicas, AlertList Alerts, IReadOnlyDictionary<string, ObjectiveStatus> Statuses,
    IReadOnlyList<ReceiverState> Receivers)
{
    /// <summary>Incidents that go on, or ended lately.</summary>
    public IReadOnlyList<Incident> Incidents { get; init; } = [];

    /// <summary>The revision of the objectives that was in force.</summary>
    public string? Configuration { get; init; }

    /// <summary>When it came into force in place of another.</summary>
    public DateTimeOffset? ConfiguredAt { get; init; }
}

/// <summary>A replica without its counters, which are in the slices.</summary>
internal sealed record ReplicaState(
    string Service, Uri Address, string? Instance, Heartbeat? Announced, ReadingState? Reading, ReadingFailure? Failure,
    DateTimeOffset? FailingSince, int Missed, bool HasEnded, ImmutableList<Usage> Usage)
{
    public static ReplicaState Of(Replica replica) => new(
        replica.Target.Service, replica.Target.Address, replica.Target.Instance, replica.Target.Announced,
        replica.Reading is { } reading ? ReadingState.Of(reading) : null, replica.Failure, replica.FailingSince,
        replica.Missed, replica.HasEnded, replica.Usage);

    public Replica ToReplica() => new(
        new Target(Service, Address, Instance) { Announced = Announced }, Reading?.ToReading(), Failure, FailingSince,
        Missed, Usage)
    {
        HasEnded = HasEnded,
    };
}

internal sealed record ReadingState(
    ProcessIdentity Process, string Version, DateTimeOffset At, TimeSpan? ClockSkew,
    IReadOnlyDictionary<string, double> Gauges)
{
    public static ReadingState Of(Reading reading) => new(
        reading.Process, reading.Version, reading.At, reading.ClockSkew,
        reading.Gauges.ToDictionary(gauge => gauge.Key.Id, gauge => gauge.Value));

    public Reading ToReading() => new(
        Process, Version, At, new Dictionary<Series, Tally>(),
        Gauges.ToDictionary(gauge => Series.Parse(gauge.Key), gauge => gauge.Value))
    {
        ClockSkew = ClockSkew,
    };
}

[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(RoundState))]
internal sealed partial class RoundJson : JsonSerializerContext;
