using System.Globalization;
using SreService.Counting;

namespace SreService.Objectives.Files;

/// <summary>Reads the <c>spec</c> of an indicator whose metric sources are our own counts.</summary>
internal static class IndicatorReader
{
    private const string SourceType = "evenkeel";

    private static readonly string[] Parts = ["good", "bad", "total"];

    /// <returns>Whether one of its metrics is ours.</returns>
    public static bool IsOurs(YamlValue spec) => Parts
        .Select(part => spec["ratioMetric"][part]["metricSource"]["type"])
        .Any(type => type.IsText && type.OptionalText() == SourceType);

    /// <returns>Null, with problems added, if invalid.</returns>
    public static Indicator? Read(YamlValue spec, MinuteRule? minutes)
    {
        var before = spec.ProblemCount;
        if (!spec.HasOnly("description", "ratioMetric")
            || !spec["ratioMetric"].HasOnly("counter", "good", "bad", "total"))
        {
            return null;
        }

        var ratio = spec["ratioMetric"];
        var (good, bad) = (ratio["good"], ratio["bad"]);
        if (ratio["counter"].Exists)
        {
            ratio["counter"].Choice("true");
        }

        if (good.Exists == bad.Exists)
        {
            good.Refuse(good.Exists ? "cannot be combined with bad." : "is required, or bad.");
        }

        var part = good.Exists ? good : bad;
        var counted = part.Exists ? ReadSource(part, mayLimit: true) : null;
        var total = ReadSource(ratio["total"], mayLimit: false);
        if (counted is not null && total is not null && spec.ProblemCount == before && !counted.IsPartOf(total))
        {
            part.Refuse(
                "must count a part of what total counts: the same measure, service and routes, and no more outcomes.");
        }

        return counted is null || total is null || spec.ProblemCount > before
            ? null
            : new Indicator(counted, good.Exists, total, minutes);
    }

    private static Selector? ReadSource(YamlValue metric, bool mayLimit)
    {
        var source = metric["metricSource"];
        if (!metric.HasOnly("metricSource") || !source.HasOnly("type", "spec"))
        {
            return null;
        }

        source["type"].Choice(SourceType);
        var spec = source["spec"];
        if (!spec.HasOnly("measure", "service", "routes", "routePrefix", "outcomes", "exceptReasons", "atMostSeconds"))
        {
            return null;
        }

        var measure = spec["measure"].Choice(Measure.Requests, Measure.Reads, Measure.Probes);
        var service = spec["service"].Text();
        var outcomes = ReadOutcomes(spec["outcomes"]);
        var (routes, prefix) = ReadRoutes(spec);
        var reasons = spec["exceptReasons"].Texts();
        if (measure == Measure.Reads && (routes.Length > 0 || prefix is not null))
        {
            spec["measure"].Refuse("is reads, which are not counted by route.");
        }

        var atMost = ReadLimit(spec["atMostSeconds"], measure, mayLimit);
        return measure is null || service is null
            ? null
            : new Selector(
                measure, service, routes, prefix, outcomes, [.. reasons.Order(StringComparer.Ordinal)], atMost);
    }

    private static string[] ReadOutcomes(YamlValue value) => value.Exists
        ? [.. value.Items()
            .Select(item => item.Choice(EventOutcome.Good, EventOutcome.Bad)).OfType<string>()
            .Order(StringComparer.Ordinal)]
        : [EventOutcome.Bad, EventOutcome.Good];

    private static (string[] Routes, string? Prefix) ReadRoutes(YamlValue spec)
    {
        var (routes, prefix) = (spec["routes"], spec["routePrefix"]);
        if (routes.Exists && prefix.Exists)
        {
            prefix.Refuse("cannot be combined with routes.");
        }

        if (prefix.OptionalText() is { } text && !text.StartsWith('/'))
        {
            prefix.Refuse("must begin with /.");
        }

        return ([.. routes.Texts().Order(StringComparer.Ordinal)], prefix.Exists ? prefix.OptionalText() : null);
    }

    private static decimal? ReadLimit(YamlValue value, string? measure, bool allowed)
    {
        if (!value.Exists || value.Number() is not { } seconds)
        {
            return null;
        }

        if (!allowed || measure is not (null or Measure.Requests))
        {
            value.Refuse("is for the good or bad requests alone.");
        }

        if (DurationEdges.IndexOf((double)seconds) < 0)
        {
            var edges = string.Join(
                ", ", DurationEdges.Seconds.Select(edge => edge.ToString(CultureInfo.InvariantCulture)));
            value.Refuse(Invariant(
                $"is {seconds}, must be an edge of the histograms, or the count would not be exact: {edges}."));
        }

        return seconds;
    }
}
