using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using SreService.Counting;
using SreService.Slices;

namespace SreService.Objectives;

/// <summary>
/// What an objective counts, and so what its slices mean. Equal indicators have the same
/// <see cref="Revision"/>, different ones do not: slices of different indicators are never added up.
/// </summary>
/// <param name="Counted">The events that are good, or those that are bad.</param>
/// <param name="CountsGood">Which of the two.</param>
/// <param name="Minutes">When a minute as a whole is good; null where the events themselves are counted.</param>
internal sealed record Indicator(Selector Counted, bool CountsGood, Selector Total, MinuteRule? Minutes)
{
    /// <summary>How a Prometheus counts; null where this service counts itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IndicatorQuery? Query { get; init; }

    /// <summary>Counts what a query found, minute by minute.</summary>
    public static Indicator Of(IndicatorQuery query, MinuteRule? minutes)
    {
        Selector Outcomes(params string[] outcomes) =>
            new(Measure.Queries, query.Key, [], null, outcomes, [], AtMostSeconds: null);
        return new(
            Outcomes(EventOutcome.Good), CountsGood: true, Outcomes(EventOutcome.Bad, EventOutcome.Good), minutes)
        {
            Query = query,
        };
    }

    [JsonIgnore]
    public Unit Unit => (Minutes, Total.Measure) switch
    {
        (not null, _) => Unit.Minutes,
        (_, Measure.Probes) => Unit.Probes,
        (_, Measure.Reads) => Unit.Reads,
        (_, Measure.Queries) => Unit.Events,
        _ => Unit.Requests,
    };

    /// <summary>The first 12 hexadecimal digits of the SHA-256 of the indicator.</summary>
    [JsonIgnore]
    public string Revision => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(ToJson())))[..12];

    /// <summary>As it is stored, with its members always in the same order.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, IndicatorJson.Default.Indicator);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    public static Indicator FromJson(string json) =>
        JsonSerializer.Deserialize(json, IndicatorJson.Default.Indicator)!;

    [JsonIgnore]
    public bool CountsProbes => Total.Measure == Measure.Probes;

    /// <summary>The slice of one minute, from everything counted in it.</summary>
    public Slice Count(IReadOnlyDictionary<SeriesKey, Histogram> minute)
    {
        var (counted, total) = (Counted.Count(minute), Total.Count(minute));
        var good = CountsGood ? counted : total - counted;
        var covered = (CountsProbes ? total > 0 : IsUp(minute)) && Unclassified(minute) == 0;
        return (Minutes, total) switch
        {
            (null, _) => new(good, total - good, covered),
            (_, 0) => new(0, 0, covered),
            _ => Minutes.IsGood(good, total) ? new(1, 0, covered) : new(0, 1, covered),
        };
    }

    /// <summary>Events that count neither as good nor as bad, so that the others say little.</summary>
    public long Unclassified(IReadOnlyDictionary<SeriesKey, Histogram> minute) =>
        minute.Unclassified(Total.Measure, Total.Service);

    /// <summary>Whether the indicator uses the count.</summary>
    public bool Reads(SeriesKey key) =>
        key.Service == Total.Service && (key.Measure == Measure.ScrapeCoverage || key.Measure == Total.Measure);

    private bool IsUp(IReadOnlyDictionary<SeriesKey, Histogram> minute) =>
        minute.Count(Measure.ScrapeCoverage, Total.Service, EventOutcome.Good) > 0
            && minute.Count(Measure.ScrapeCoverage, Total.Service, EventOutcome.Bad) == 0;
}

/// <summary>A minute is good when its share of good events reaches the target.</summary>
/// <param name="Target">Above 0, at most 1.</param>
/// <param name="Above">Whether the share must lie above the target, not just reach it.</param>
internal sealed record MinuteRule(decimal Target, bool Above)
{
    public bool IsGood(long good, long total) => Above ? good > Target * total : good >= Target * total;
}

[JsonSerializable(typeof(Indicator))]
internal sealed partial class IndicatorJson : JsonSerializerContext;
