using System.ComponentModel;
using System.Text.Json.Serialization;

namespace SreService.Ledger;

[JsonConverter(typeof(JsonStringEnumConverter<Cause>))]
internal enum Cause
{
    /// <summary>Nothing observed explains it.</summary>
    [JsonStringEnumMemberName("unexplained")]
    Unexplained,

    /// <summary>A breaker opened or a replica was lost in the minute or the one before.</summary>
    [JsonStringEnumMemberName("dependency")]
    Dependency,

    /// <summary>A deploy within the 15 minutes before.</summary>
    [JsonStringEnumMemberName("deploy")]
    Deploy,

    /// <summary>An incident was open and not mitigated.</summary>
    [JsonStringEnumMemberName("incident")]
    Incident,

    /// <summary>A deliberate experiment.</summary>
    [JsonStringEnumMemberName("chaos")]
    Chaos,
}

/// <summary>Consecutive bad minutes with the same cause.</summary>
internal sealed record LedgerEntry(
    DateTimeOffset From,
    [property: Description("End (exclusive) of its last minute.")] DateTimeOffset Until,
    [property: Description("Minutes with bad events.")] int Minutes,
    [property: Description("Bad events in them.")] long Bad,
    [property: Description("incident, deploy, dependency, chaos or unexplained.")] Cause Cause,
    [property: Description("The incident's id, the deploy, the breaker or replica; null when unexplained.")]
    string? Reference,
    [property: Description("The cause before it was corrected; null when it was not.")] Cause? Before,
    [property: Description("Author of the correction.")] string? CorrectedBy,
    [property: Description("Reason for the correction.")] string? Reason);

/// <summary>An operator's correction of the cause.</summary>
internal sealed record Correction(
    string Objective, DateTimeOffset From, DateTimeOffset Until, Cause Cause, string? Reference, string Author,
    string Reason,
    DateTimeOffset At);
