using System.Text.Json.Serialization;

namespace SreService.Alerting;

[JsonConverter(typeof(JsonStringEnumConverter<Severity>))]
internal enum Severity
{
    [JsonStringEnumMemberName("warning")]
    Warning,

    [JsonStringEnumMemberName("critical")]
    Critical,
}

[JsonConverter(typeof(JsonStringEnumConverter<AlertState>))]
internal enum AlertState
{
    [JsonStringEnumMemberName("firing")]
    Firing,

    /// <summary>It fired when data was last there. Silence does not resolve it.</summary>
    [JsonStringEnumMemberName("frozen")]
    Frozen,
}

/// <summary>Something that somebody should look at.</summary>
/// <param name="Rule">The rule that found it.</param>
/// <param name="Severity">How soon.</param>
/// <param name="State">Whether it is seen now, or was when data was last there.</param>
/// <param name="Component">The part of the system.</param>
/// <param name="Subject">Which one of it: a replica's address, a breaker,
/// an objective; the component itself otherwise.</param>
/// <param name="Message">What is wrong, in one sentence.</param>
/// <param name="Since">When it began.</param>
/// <param name="Value">What was measured.</param>
/// <param name="Threshold">What it was compared with.</param>
/// <param name="Unit">What both are in.</param>
internal sealed record Alert(
    string Rule, Severity Severity, AlertState State, string Component, string Subject, string Message,
    DateTimeOffset Since,
    double? Value, double? Threshold, string? Unit);
