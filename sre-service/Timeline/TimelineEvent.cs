using System.ComponentModel;
using System.Text.Json.Serialization;

namespace SreService.Timeline;

[JsonConverter(typeof(JsonStringEnumConverter<TimelineEventKind>))]
internal enum TimelineEventKind
{
    [JsonStringEnumMemberName("alert")]
    Alert,

    /// <summary>A breaker came into another state.</summary>
    [JsonStringEnumMemberName("breaker")]
    Breaker,

    /// <summary>Other objectives came into force.</summary>
    [JsonStringEnumMemberName("configuration")]
    Configuration,

    /// <summary>A process started with a version that its service did not have.</summary>
    [JsonStringEnumMemberName("deploy")]
    Deploy,

    /// <summary>What somebody said of an incident.</summary>
    [JsonStringEnumMemberName("note")]
    Note,

    /// <summary>A replica started, stopped, vanished or came back.</summary>
    [JsonStringEnumMemberName("replica")]
    Replica,
}

/// <summary>Something that happened, by the clock of sre-service: when a round found it.</summary>
internal sealed record TimelineEvent(
    DateTimeOffset At,
    [property: Description("alert, breaker, configuration, deploy, note or replica.")] TimelineEventKind Kind,
    [property: Description("The service.")] string Component,
    [property: Description("Which part of it: a replica's address, a breaker, an alert as rule and subject.")] string Subject,
    string Text);
