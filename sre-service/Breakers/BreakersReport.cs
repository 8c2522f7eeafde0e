using System.ComponentModel;
using System.Text.Json.Serialization;
using SreService.Counting;
using SreService.Leadership;
using SreService.Scraping;

namespace SreService.Breakers;

/// <summary>The answer of <c>GET /sre/circuit-breakers</c>.</summary>
internal sealed record BreakersReport(
    DateTimeOffset Timestamp,
    [property: Description("Seconds since the last evaluation round; null before the first.")] double? DataAgeSeconds,
    LeaderReport Evaluator,
    [property: Description("State over all replicas, by breaker.")]
    IReadOnlyDictionary<string, BreakerReport> CircuitBreakers,
    [property: Description("Breakers that are open or isolated in at least one replica.")]
    IReadOnlyList<string> OpenCircuits,
    [property: Description(
        "Breakers of dependencies of which no destination is left in any replica; not of those that have a fallback.")]
    IReadOnlyList<string> CriticalCircuits,
    BreakersSummary Summary)
{
    public static BreakersReport Of(Replicas replicas, Provenance provenance)
    {
        var breakers = Merge(replicas.All, replicas.Stale);
        return new(
            provenance.Now, provenance.DataAgeSeconds, provenance.Leader, breakers,
            Names(breakers, breaker => breaker.IsOpen),
            Names(breakers, breaker => breaker.IsCritical), Summarize(breakers));
    }

    public static Dictionary<string, BreakerReport> Merge(IReadOnlyList<Replica> replicas, bool stale)
    {
        var critical = Dependency.All(replicas, stale)
            .Where(dependency => dependency.IsCritical)
            .SelectMany(dependency => dependency.Breakers)
            .ToHashSet();
        return BreakerInstance.All(replicas, stale).ToDictionary(
            breaker => breaker.Key,
            breaker => BreakerReport.Of(breaker.Key, breaker) with { IsCritical = critical.Contains(breaker.Key) });
    }

    public static BreakersSummary Summarize(Dictionary<string, BreakerReport> breakers) => new(
        breakers.Count,
        breakers.Values.Count(breaker => breaker.IsOpen),
        breakers.Values.Count(breaker => breaker.IsCritical),
        breakers.Values.Count(breaker => breaker.State == BreakerCondition.Unknown),
        breakers.Values.Count(breaker => breaker is { IsOpen: true, IsPlanned: true }));

    private static string[] Names(Dictionary<string, BreakerReport> breakers, Func<BreakerReport, bool> which) =>
        [.. breakers.Where(breaker => which(breaker.Value)).Select(breaker => breaker.Key)];
}

/// <summary>A breaker over all replicas.</summary>
/// <param name="State">Worst state of any replica that is up; unknown if none is.</param>
/// <param name="OpenInstances">Number of replicas in which it is open or isolated.</param>
/// <param name="FailureCount">Sum of failures since the processes started.</param>
/// <param name="LastFailureTime">Last failure in any replica.</param>
/// <param name="LastFailureReason">Reason of that failure.</param>
/// <param name="Threshold">Failure ratio, 0 to 1, at which it opens; null if failures in a row decide.</param>
/// <param name="Timeout">Seconds until an open breaker becomes half-open.</param>
/// <param name="Instances">The breaker in each replica.</param>
/// <param name="History">Link to its events in the timeline.</param>
internal sealed record BreakerReport(
    BreakerCondition State, int OpenInstances, long FailureCount, DateTimeOffset? LastFailureTime,
    string? LastFailureReason,
    double? Threshold, double? Timeout, IReadOnlyList<BreakerInstance> Instances, string History)
{
    [JsonIgnore]
    public bool IsOpen => OpenInstances > 0;

    /// <summary>Whether no destination is left of what it protects, and users need that.</summary>
    [JsonIgnore]
    public bool IsCritical { get; init; }

    /// <summary>Whether it rejects calls only where an operator isolated it.</summary>
    [JsonIgnore]
    public bool IsPlanned => Instances.All(instance => instance.State != BreakerCondition.Open);

    public static BreakerReport Of(string name, IEnumerable<BreakerInstance> instances)
    {
        var all = instances.ToArray();
        var last = all.MaxBy(breaker => breaker.LastFailureTime);
        var known = all.Select(breaker => breaker.State).Where(state => state != BreakerCondition.Unknown);
        return new(
            known.DefaultIfEmpty(BreakerCondition.Unknown).Max(), all.Count(breaker => breaker.RejectsAll),
            all.Sum(breaker => breaker.Failures),
            last?.LastFailureTime, last?.LastFailureReason, last?.FailureRatio, last?.OpenForSeconds, all,
            $"/sre/timeline?kind=breaker&subject={Uri.EscapeDataString(name)}");
    }
}

internal sealed record BreakersSummary(
    int Total,
    [property: Description("Open or isolated in at least one replica.")] int Open,
    int Critical,
    int Unknown,
    [property: Description("Isolated by an operator, and open in no other replica.")] int Isolated);
