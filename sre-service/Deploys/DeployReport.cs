using System.ComponentModel;
using System.Text.Json.Serialization;
using SreService.Leadership;

namespace SreService.Deploys;

[JsonConverter(typeof(JsonStringEnumConverter<DeployDecision>))]
internal enum DeployDecision
{
    [JsonStringEnumMemberName("allow")]
    Allow,

    /// <summary>One replica at a time, under observation.</summary>
    [JsonStringEnumMemberName("slow")]
    Slow,

    [JsonStringEnumMemberName("freeze")]
    Freeze,
}

/// <summary>The answer of <c>GET /sre/can-i-deploy</c>.</summary>
internal sealed record DeployReport(
    DateTimeOffset Timestamp,
    [property: Description("Seconds since the last evaluation round; null before the first.")] double? DataAgeSeconds,
    LeaderReport Evaluator,
    string Service,
    [property: Description("allow; slow: one replica at a time, under observation; freeze: do not deploy.")]
    DeployDecision Decision,
    [property: Description(
        "Reasons against the deploy, the most severe first, and those for it; empty when there are none.")]
    IReadOnlyList<DeployReason> Reasons,
    [property: Description("The objectives that were considered: the service's own and the gateway's.")]
    IReadOnlyList<string> Objectives);

/// <summary>A reason for or against a deploy.</summary>
internal sealed record DeployReason(
    [property: Description(
        "Against it: stale_data, no_objective, coverage, budget, incident or alert. For it: first_version, when no "
        + "other version was there before and no event was bad, or override, by an operator.")]
    string Code,
    [property: Description("The decision that it leads to.")] DeployDecision Decision,
    string Message)
{
    [Description("The objective that it is about.")]
    public string? Objective { get; init; }

    [Description("The alert that it is about, as rule and subject.")]
    public string? Alert { get; init; }

    [Description("Id of the incident that it is about.")]
    public string? Incident { get; init; }

    [Description("Measured percent.")]
    public double? Value { get; init; }

    [Description("Required percent.")]
    public double? Threshold { get; init; }
}
