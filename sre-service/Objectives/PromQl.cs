using System.Globalization;
using System.Text.RegularExpressions;
using SreService.Counting;
using SreService.Scraping;

namespace SreService.Objectives;

/// <summary>
/// The counts of an indicator in PromQL: the increase of the counters of all replicas over a duration.
/// </summary>
internal static class PromQl
{
    private static readonly string Classified = string.Join('|', EventOutcome.Classified);

    /// <summary>Zero if no event was good: only the total shows whether there is data.</summary>
    public static string Good(Indicator indicator, string duration)
    {
        var counted = $"({Increase(indicator.Counted, duration)} or vector(0))";
        return indicator.CountsGood ? counted : $"({Total(indicator, duration)} - {counted})";
    }

    /// <summary>No value without data.</summary>
    public static string Total(Indicator indicator, string duration) => Increase(indicator.Total, duration);

    private static string Increase(Selector selector, string duration)
    {
        var metric = ScrapedMetrics.All.Single(metric => metric.Measure == selector.Measure);
        var sample = metric.Kind != MetricKind.Histogram ? metric.Name
            : selector.AtMostSeconds is null ? $"{metric.Name}_count"
            : $"{metric.Name}_bucket";
        string?[] common =
        [
            $"{metric.ServiceLabel ?? "job"}=\"{Escaped(selector.Service)}\"",
            Routes(selector, metric.RouteLabel),
            Limit(selector),
        ];
        string?[] own = [Outcomes(selector, metric), Except(selector, metric.ReasonLabel)];
        string?[][] alternatives = Statuses(selector, metric) is { } statuses ? [own, statuses] : [own];
        var increases = alternatives.Select(matchers =>
            $"increase({sample}{{{string.Join(',', common.Concat(matchers).OfType<string>())}}}[{duration}])");
        return $"sum({string.Join(" or ", increases)})";
    }

    /// <returns>What selects events without an outcome of ours by their HTTP status; null if nothing does.</returns>
    private static string?[]? Statuses(Selector selector, ScrapedMetric metric)
    {
        var statuses = metric.StatusLabel is null ? "" : string.Concat(
            ScrapedMetric.Statuses.Where(status =>
                selector.Outcomes.Contains(status.Outcome) && !selector.ExceptReasons.Contains(status.Reason))
            .Select(status => status.Classes));
        return statuses.Length == 0
            ? null
            : [$"{metric.OutcomeLabel}!~\"{Classified}\"", $"{metric.StatusLabel}=~\"[{statuses}]..\""];
    }

    private static string? Outcomes(Selector selector, ScrapedMetric metric) => (metric, selector.Outcomes) switch
    {
        ({ OutcomeLabel: { } label }, _) => $"{label}=~\"{string.Join('|', selector.Outcomes)}\"",
        (_, [EventOutcome.Good]) => $"{metric.ReasonLabel}=\"{metric.GoodReason}\"",
        (_, [EventOutcome.Bad]) => $"{metric.ReasonLabel}!=\"{metric.GoodReason}\"",
        _ => null,
    };

    private static string? Except(Selector selector, string? label) =>
        selector.ExceptReasons.Count == 0 ? null : $"{label}!~\"{Alternatives(selector.ExceptReasons)}\"";

    private static string? Routes(Selector selector, string? label) =>
        selector.RoutePrefix is { } prefix ? $"{label}=~\"{Pattern(prefix.TrimEnd('/'))}(/.*)?\""
        : selector.Routes.Count > 0 ? $"{label}=~\"{Alternatives(selector.Routes)}\""
        : null;

    // A whole number may be written with or without its decimal.
    private static string? Limit(Selector selector)
    {
        var edge = selector.AtMostSeconds?.ToString("0.####", CultureInfo.InvariantCulture);
        return edge is null ? null : edge.Contains('.', StringComparison.Ordinal)
            ? $"le=\"{edge}\""
            : $"le=~\"{edge}(\\\\.0)?\"";
    }

    private static string Alternatives(IEnumerable<string> texts) => string.Join('|', texts.Select(Pattern));

    // A pattern within a quoted text: its backslashes are escaped once more.
    private static string Pattern(string text) => Escaped(Regex.Replace(text, @"[\\.+*?()|\[\]{}^$]", @"\$0"));

    private static string Escaped(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}
