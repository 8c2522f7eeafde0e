using System.ComponentModel;
using System.Text.Json.Serialization;

namespace SreService.Ledger;

[JsonConverter(typeof(JsonStringEnumConverter<Cause>))]
internal enum Cause
{
    /// <summary>Nothing that was seen explains it.</summary>
    [JsonStringEnumMemberName("unexplained")]
    Unexplained,

    /// <summary>A breaker was open, or a replica gone.</summary>
    [JsonStringEnumMemberName("dependency")]
    Dependency,

    /// <summary>A version started in the 15 minutes before.</summary>
    [JsonStringEnumMemberName("deploy")]
    Deploy,

    /// <summary>An incident went on.</summary>
    [JsonStringEnumMemberName("incident")]
    Incident,

    /// <summary>Somebody broke it on purpose.</summary>
    [JsonStringEnumMemberName("chaos")]
    Chaos,
}

/// <summary>Bad minutes without a good one in between, and whose doing they were.</summary>
internal sealed record LedgerEntry(
    DateTimeOffset From,
    [property: Description("The end of its last minute, left out itself.")] DateTimeOffset Until,
    [property: Description("Minutes with bad events.")] int Minutes,
    [property: Description("Bad events in them.")] long Bad,
    [property: Description("incident, deploy, dependency, chaos or unexplained.")] Cause Cause,
    [property: Description("The incident's id, the version, the breaker or replica; null when unexplained.")] string? Reference,
    [property: Description("What it was attributed to before somebody corrected it; null when nobody did.")] Cause? Before,
    [property: Description("Who corrected it.")] string? CorrectedBy,
    [property: Description("Why.")] string? Reason);

/// <summary>Somebody knows better whose doing it was.</summary>
internal sealed record Correction(
    string Objective, DateTimeOffset From, DateTimeOffset Until, Cause Cause, string? Reference, string Author, string Reason,
    DateTimeOffset At);
