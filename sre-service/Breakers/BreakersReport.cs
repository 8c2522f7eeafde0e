using System.ComponentModel;
using System.Text.Json.Serialization;
using SreService.Counting;
using SreService.Leadership;
using SreService.Scraping;

namespace SreService.Breakers;

/// <summary>The answer of <c>GET /sre/circuit-breakers</c>.</summary>
internal sealed record BreakersReport(
    DateTimeOffset Timestamp,
    [property: Description("Seconds since the last round of readings; null before the first.")] double? DataAgeSeconds,
    LeaderReport Evaluator,
    [property: Description("Breaker to its state over all replicas.")]
    IReadOnlyDictionary<string, BreakerReport> CircuitBreakers,
    [property: Description("Names of the breakers that are open or isolated in at least one replica.")]
    IReadOnlyList<string> OpenCircuits,
    [property: Description("Names of those that let nobody through in any replica.")]
    IReadOnlyList<string> CriticalCircuits,
    BreakersSummary Summary)
{
    public static BreakersReport Of(Replicas replicas, Provenance provenance)
    {
        var breakers = Merge(replicas.All, replicas.Stale);
        return new(
            provenance.Now, provenance.DataAgeSeconds, provenance.Leader, breakers, Names(breakers, breaker => breaker.IsOpen),
            Names(breakers, breaker => breaker.IsCritical), Summarize(breakers));
    }

    public static Dictionary<string, BreakerReport> Merge(IReadOnlyList<Replica> replicas, bool stale) =>
        BreakerReading.All(replicas, stale).ToDictionary(breaker => breaker.Key, breaker => BreakerReport.Of(breaker.Key, breaker));

    public static BreakersSummary Summarize(Dictionary<string, BreakerReport> breakers) => new(
        breakers.Count,
        breakers.Values.Count(breaker => breaker.IsOpen),
        breakers.Values.Count(breaker => breaker.IsCritical),
        breakers.Values.Count(breaker => breaker.State == BreakerCondition.Unknown));

    private static string[] Names(Dictionary<string, BreakerReport> breakers, Func<BreakerReport, bool> which) =>
        [.. breakers.Where(breaker => which(breaker.Value)).Select(breaker => breaker.Key)];
}

/// <summary>One breaker over all its replicas.</summary>
/// <param name="State">The worst state of any replica.</param>
/// <param name="OpenInstances">In how many replicas it is open or isolated.</param>
/// <param name="FailureCount">Failures since the processes started, added up.</param>
/// <param name="LastFailureTime">The last failure of any replica.</param>
/// <param name="LastFailureReason">Why that was.</param>
/// <param name="Threshold">Share of failures, 0 to 1, at which it opens.</param>
/// <param name="Timeout">Seconds that it stays open before it lets one call try.</param>
/// <param name="Instances">The breaker in each replica.</param>
/// <param name="History">Where its changes are told.</param>
internal sealed record BreakerReport(
    BreakerCondition State, int OpenInstances, long FailureCount, DateTimeOffset? LastFailureTime,
    string? LastFailureReason,
    double? Threshold, double? Timeout, IReadOnlyList<BreakerReading> Instances, string History)
{
    [JsonIgnore]
    public bool IsOpen => OpenInstances > 0;

    /// <summary>Nobody gets through anywhere.</summary>
    [JsonIgnore]
    public bool IsCritical => OpenInstances == Instances.Count;

    public static BreakerReport Of(string name, IEnumerable<BreakerReading> instances)
    {
        var all = instances.ToArray();
        var last = all.MaxBy(breaker => breaker.LastFailureTime);
        return new(
            all.Max(breaker => breaker.State), all.Count(breaker => breaker.LetsNobodyThrough),
            all.Sum(breaker => breaker.Failures),
            last?.LastFailureTime, last?.LastFailureReason, last?.FailureRatio, last?.OpenForSeconds, all,
            $"/sre/timeline?kind=breaker&subject={Uri.EscapeDataString(name)}");
    }
}

internal sealed record BreakersSummary(int Total, int Open, int Critical, int Unknown);
