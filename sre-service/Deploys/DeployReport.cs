using System.ComponentModel;
using System.Text.Json.Serialization;
using SreService.Leadership;

namespace SreService.Deploys;

[JsonConverter(typeof(JsonStringEnumConverter<DeployDecision>))]
internal enum DeployDecision
{
    [JsonStringEnumMemberName("allow")]
    Allow,

    /// <summary>One replica at a time, with somebody who looks.</summary>
    [JsonStringEnumMemberName("slow")]
    Slow,

    [JsonStringEnumMemberName("freeze")]
    Freeze,
}

/// <summary>The answer of <c>GET /sre/can-i-deploy</c>.</summary>
internal sealed record DeployReport(
    DateTimeOffset Timestamp,
    [property: Description("Seconds since the last round of readings; null before the first.")] double? DataAgeSeconds,
    LeaderReport Evaluator,
    string Service,
    [property: Description("allow; slow: one replica at a time, with somebody who looks; freeze: not now.")]
    DeployDecision Decision,
    [property: Description("Everything that speaks against it, the weightiest first; empty when nothing does.")]
    IReadOnlyList<DeployReason> Reasons,
    [property: Description("The objectives that were looked at: the service's own and the gateway's.")]
    IReadOnlyList<string> Objectives);

/// <summary>What speaks against a deploy.</summary>
internal sealed record DeployReason(
    [property: Description("stale_data, no_objective, coverage, budget, incident or alert.")] string Code,
    [property: Description("What it asks for by itself.")] DeployDecision Decision,
    string Message)
{
    [Description("The objective that it is about.")]
    public string? Objective { get; init; }

    [Description("The alert that it is about, as rule and subject.")]
    public string? Alert { get; init; }

    [Description("The id of the incident that it is about.")]
    public string? Incident { get; init; }

    [Description("Percent that there are.")]
    public double? Value { get; init; }

    [Description("Percent that are asked for.")]
    public double? Threshold { get; init; }
}
