using System.ComponentModel;
using System.Text.Json.Serialization;

namespace SreService.Timeline;

[JsonConverter(typeof(JsonStringEnumConverter<TimelineEventKind>))]
internal enum TimelineEventKind
{
    [JsonStringEnumMemberName("alert")]
    Alert,

    /// <summary>A breaker changed its state.</summary>
    [JsonStringEnumMemberName("breaker")]
    Breaker,

    /// <summary>The objectives changed.</summary>
    [JsonStringEnumMemberName("configuration")]
    Configuration,

    /// <summary>A process started with a version that is new to its service.</summary>
    [JsonStringEnumMemberName("deploy")]
    Deploy,

    /// <summary>An operator's entry about an incident, or their override of the deploy gate.</summary>
    [JsonStringEnumMemberName("note")]
    Note,

    /// <summary>A replica started, stopped, became unreachable or came back.</summary>
    [JsonStringEnumMemberName("replica")]
    Replica,
}

/// <summary>An event, at the time at which an evaluation round of sre-service found it.</summary>
internal sealed record TimelineEvent(
    DateTimeOffset At,
    [property: Description("alert, breaker, configuration, deploy, note or replica.")] TimelineEventKind Kind,
    [property: Description("The service.")] string Component,
    [property: Description("What it is about: a replica's address, a breaker, an alert as rule and subject.")]
    string Subject,
    string Text)
{
    [Description(
        "When it began to put requests at risk, for a deploy, a breaker that opened or a replica that was lost; null "
        + "for events that make nothing worse.")]
    public DateTimeOffset? BeganAt { get; init; }
}
