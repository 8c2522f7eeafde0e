using SreService.Counting;

namespace SreService.Scraping;

/// <summary>A metric of the replicas, what its counts mean in slices, and how PromQL selects them.</summary>
/// <param name="Name">
/// As a page writes it; of a histogram without <c>_bucket</c>, <c>_count</c> and <c>_sum</c>.
/// </param>
/// <param name="Measure">What it counts, one of <see cref="Counting.Measure"/>; null for a gauge.</param>
internal sealed record ScrapedMetric(string Name, MetricKind Kind, string? Measure = null)
{
    /// <summary>
    /// As the gateway classifies what a service answered, by the first digit of its three-digit HTTP status.
    /// </summary>
    public static IReadOnlyList<(string Classes, string Outcome, string Reason)> Statuses { get; } =
        [("1234", EventOutcome.Good, ""), ("5", EventOutcome.Bad, "server_error")];

    /// <summary>The label with the service that is counted; the service that exposes the metric if null.</summary>
    public string? ServiceLabel { get; init; }

    public string? RouteLabel { get; init; }

    /// <summary>The label with the outcome; if null, the reason decides, and without one every event is good.</summary>
    public string? OutcomeLabel { get; init; }

    /// <summary>The label with the HTTP status, which decides where there is no outcome of ours.</summary>
    public string? StatusLabel { get; init; }

    public string? ReasonLabel { get; init; }

    /// <summary>Without a label for the outcome, the reason of good events.</summary>
    public string? GoodReason { get; init; }

    /// <summary>The whole names of its samples, as a regular expression.</summary>
    public string NamePattern => Kind switch
    {
        MetricKind.Histogram => $"{Name}_(bucket|count|sum)",
        MetricKind.GaugeFamily => $"{Name}_.+",
        _ => Name,
    };

    /// <param name="service">The service that exposes the series.</param>
    public SeriesKey KeyOf(Series series, string service)
    {
        var reason = Label(series, ReasonLabel);
        var outcome = OutcomeLabel is { } label ? series[label]
            : GoodReason is null || reason == GoodReason ? EventOutcome.Good
            : EventOutcome.Bad;
        if (!EventOutcome.IsClassified(outcome))
        {
            (outcome, reason) = OfStatus(Label(series, StatusLabel));
        }

        return new(
            Measure!, ServiceLabel is { } other ? series[other] : service, Label(series, RouteLabel), outcome,
            reason == GoodReason ? "" : reason);
    }

    private static (string Outcome, string Reason) OfStatus(string status)
    {
        foreach (var (classes, outcome, reason) in Statuses)
        {
            if (status.Length == 3 && classes.Contains(status[0], StringComparison.Ordinal))
            {
                return (outcome, reason);
            }
        }

        return (EventOutcome.Unclassified, "");
    }

    private static string Label(Series series, string? label) => label is null ? "" : series[label];
}

internal enum MetricKind
{
    Gauge,

    /// <summary>Every gauge whose name begins with the metric's name and an underscore.</summary>
    GaugeFamily,

    Counter,

    /// <summary>A counter of seconds.</summary>
    SecondsCounter,

    Histogram,
}
