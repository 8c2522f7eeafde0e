using System.Globalization;
using System.Text.RegularExpressions;
using SreService.Counting;

namespace SreService.Objectives;

/// <summary>The counts of a definition as PromQL: how much the counters of all replicas grew within a time.</summary>
internal static class PromQl
{
    private const string Probes = "sre_probes_total";
    private const string Reads = "users_reads_total";
    private const string Requests = "http_server_request_duration_seconds";
    private const string Fresh = "fresh";

    /// <summary>Zero when nothing was good: only the total tells whether there is data.</summary>
    public static string Good(Definition definition, string duration)
    {
        var counted = $"({Increase(definition.Counted, duration)} or vector(0))";
        return definition.CountsGood ? counted : $"({Total(definition, duration)} - {counted})";
    }

    /// <summary>No value at all where nothing is known.</summary>
    public static string Total(Definition definition, string duration) => Increase(definition.Total, duration);

    private static string Increase(Selection selection, string duration) => selection.Measure switch
    {
        Measure.Probes => Increase(
            Probes, duration, $"target=\"{Escaped(selection.Service)}\"", Routes(selection, "path"),
            Outcomes(selection), Except(selection, "reason")),
        Measure.Reads => Increase(
            Reads, duration, Job(selection), Freshness(selection), Except(selection, "freshness")),
        _ => Increase(
            selection.AtMostSeconds is null ? $"{Requests}_count" : $"{Requests}_bucket", duration, Job(selection),
            Routes(selection, "http_route"), Outcomes(selection), Except(selection, "reason"), Limit(selection)),
    };

    private static string Increase(string metric, string duration, params string?[] matchers) =>
        $"sum(increase({metric}{{{string.Join(',', matchers.OfType<string>())}}}[{duration}]))";

    private static string Job(Selection selection) => $"job=\"{Escaped(selection.Service)}\"";

    private static string Outcomes(Selection selection) => $"outcome=~\"{string.Join('|', selection.Outcomes)}\"";

    /// <summary>The counter of reads says how fresh they were: fresh ones are good, all others bad.</summary>
    private static string? Freshness(Selection selection) => selection.Outcomes switch
    {
        [Outcome.Good] => $"freshness=\"{Fresh}\"",
        [Outcome.Bad] => $"freshness!=\"{Fresh}\"",
        _ => null,
    };

    private static string? Except(Selection selection, string label) =>
        selection.ExceptReasons.Count == 0 ? null : $"{label}!~\"{Alternatives(selection.ExceptReasons)}\"";

    private static string? Routes(Selection selection, string label) =>
        selection.RoutePrefix is { } prefix ? $"{label}=~\"{Pattern(prefix.TrimEnd('/'))}(/.*)?\""
        : selection.Routes.Count > 0 ? $"{label}=~\"{Alternatives(selection.Routes)}\""
        : null;

    // A whole number may be written with or without its decimal.
    private static string? Limit(Selection selection)
    {
        var edge = selection.AtMostSeconds?.ToString("0.####", CultureInfo.InvariantCulture);
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
