using System.ComponentModel;
using System.Text.Json.Serialization;
using SreService.Alerting;
using SreService.Alerting.Rules;
using SreService.Counting;
using SreService.Objectives;
using SreService.Scraping;

namespace SreService.Health;

/// <summary>How users' requests fare, from best to worst.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ImpactState>))]
internal enum ImpactState
{
    [JsonStringEnumMemberName("fine")]
    Fine,

    [JsonStringEnumMemberName("unknown")]
    Unknown,

    /// <summary>Few requests fail, reads come from memory, or an error budget is spent or nearly so.</summary>
    [JsonStringEnumMemberName("at_risk")]
    AtRisk,

    [JsonStringEnumMemberName("hurt")]
    Hurt,
}

/// <summary>
/// What users notice: their requests at the gateway in the last 20 s, and the objectives. Users are hurt when at least
/// 5 requests and 5% of all fail, when some fail while a burn rate pages, when p95 of at least 20 requests exceeds 2 s,
/// or when no probe succeeds.
/// </summary>
internal sealed record UserImpact(
    ImpactState State,
    [property: Description("The same in words, with the numbers.")] string Sentence,
    [property: Description("The first evaluation round with this state; null before the first round.")]
    DateTimeOffset? Since,
    [property: Description("Requests that failed in the last 20 s.")] long Bad,
    [property: Description("Requests of the last 20 s.")] long Total,
    [property: Description("Percent of requests that failed; null without requests.")] double? Share,
    [property: Description("Requests by route, those that failed most first; routes without a failure are omitted.")]
    IReadOnlyList<FailingOperation> Operations)
{
    /// <summary>How far back requests are judged: more than one round where they are 15 s apart.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(20);

    private const int FewestTimed = 20;
    private const double SlowMilliseconds = 2_000;

    [JsonIgnore]
    public Condition Condition => State switch
    {
        ImpactState.Fine => Condition.Healthy,
        ImpactState.AtRisk => Condition.Degraded,
        ImpactState.Hurt => Condition.Critical,
        _ => Condition.Unknown,
    };

    public static UserImpact Unknown(string reason) =>
        new(ImpactState.Unknown, $"Not known: {reason}.", null, 0, 0, null, []);

    /// <param name="recent">Everything counted in the last 20 s.</param>
    /// <param name="gatewayAnswers">Whether any replica of the gateway can be scraped.</param>
    public UserImpact Next(
        IReadOnlyDictionary<SeriesKey, Histogram> recent, IReadOnlyList<SloStatus> objectives, AlertList alerts,
        bool gatewayAnswers, DateTimeOffset now)
    {
        var burns = alerts.Alerts.Any(alert => alert is { Rule: BurnRate.RuleName, Severity: Severity.Critical });
        var requests = FailureShare.Of(recent, Measure.Requests, SystemTopology.Gateway);
        var reads = FailureShare.Of(recent, Measure.Reads, SystemTopology.Users);
        var probes = FailureShare.Of(recent, Measure.Probes, SystemTopology.Gateway);
        var timed = recent.TimedRequests(SystemTopology.Gateway);
        var p95 = timed.Count >= FewestTimed ? timed.PercentileMilliseconds(0.95) : null;
        FailingOperation[] operations = [.. FailingOperation.Of(recent)];
        string[] spent = [.. objectives.Where(slo => slo.Status == ObjectiveStatus.Exhausted).Select(Id)];
        string[] atRisk = [.. objectives.Where(slo => slo.Status == ObjectiveStatus.AtRisk).Select(Id)];

        var state = requests.IsNotable || (burns && requests.Bad > 1) || p95 > SlowMilliseconds
            || probes is { Bad: > 1, Good: 0 } ? ImpactState.Hurt
            : !gatewayAnswers ? ImpactState.Unknown
            : requests.Bad > 1 || reads.IsNotable || spent.Length + atRisk.Length > 0 ? ImpactState.AtRisk
            : ImpactState.Fine;
        return new(
            state, string.Join("; ", Clauses()) + ".", State == state && Since is { } since ? since : now,
            requests.Bad, requests.Total, requests.Percent, operations);

        IEnumerable<string> Clauses()
        {
            yield return requests switch
            {
                _ when !gatewayAnswers => "No replica of the gateway can be scraped",
                { Total: 0 } => "No user sent a request in the last 20 s",
                { Bad: 0 } => Invariant($"All {requests.Total:N0} requests of the last 20 s succeeded"),
                _ => Invariant($"{requests.Bad:N0} of {requests.Total:N0} requests of the last 20 s failed")
                    + Invariant($" ({requests.Percent:0.#}%), most at {operations[0].Route}"),
            };
            if (probes is { Bad: > 1, Good: 0 })
            {
                yield return Invariant($"all {probes.Bad} probes through the gateway failed");
            }

            if (p95 > SlowMilliseconds)
            {
                yield return Invariant($"p95 is {p95:N0} ms");
            }

            if (reads.IsNotable)
            {
                yield return Invariant($"{reads.Bad:N0} of {reads.Total:N0} reads were not fresh");
            }

            if (spent.Length > 0)
            {
                yield return $"the error budget is spent: {string.Join(", ", spent)}";
            }

            if (atRisk.Length > 0)
            {
                yield return $"the error budget is nearly spent: {string.Join(", ", atRisk)}";
            }
        }
    }

    private static string Id(SloStatus slo) => slo.Objective.Id;
}

/// <summary>Requests of one route at the gateway in the last 20 s.</summary>
internal sealed record FailingOperation(
    string Route, long Bad, long Total,
    [property: Description("Percent of requests that failed.")] double? Share)
{
    public static IEnumerable<FailingOperation> Of(IReadOnlyDictionary<SeriesKey, Histogram> counts) =>
        from count in counts
        where count.Key.Measure == Measure.Requests && count.Key.Service == SystemTopology.Gateway
        group count by count.Key.Route.OrUnmatched into route
        let share = FailureShare.Of(route)
        where share.Bad > 0
        orderby share.Bad descending, route.Key
        select new FailingOperation(route.Key, share.Bad, share.Total, share.Percent);
}
