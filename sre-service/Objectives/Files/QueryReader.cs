namespace SreService.Objectives.Files;

/// <summary>Reads indicators whose metric sources are queries to a Prometheus.</summary>
internal sealed class QueryReader(Definitions definitions)
{
    /// <param name="spec">Of the SLO.</param>
    /// <param name="goal">Has the limit of a threshold metric and, in v1alpha, the ratio metric.</param>
    /// <returns>Null, with problems added, if it cannot be used.</returns>
    public Indicator? Read(YamlValue spec, YamlValue goal, MinuteRule? minutes)
    {
        if (goal["ratioMetrics"].Exists)
        {
            return Ratio(goal["ratioMetrics"], minutes);
        }

        var document = spec["indicator"].Exists ? spec["indicator"]
            : spec["indicatorRef"].Exists
                ? definitions.Resolve(Definitions.Indicator, spec["indicatorRef"], "indicatorRef")
            : null;
        if (document is null)
        {
            spec["indicator"].Refuse("has no query of a ratio that is found here.");
            return null;
        }

        // In v1alpha an indicator is its own spec.
        var its = document["spec"].Exists ? document["spec"] : document;
        return its["ratioMetric"]["raw"].Exists ? Raw(its["ratioMetric"], minutes)
            : its["ratioMetric"].Exists ? Ratio(its["ratioMetric"], minutes)
            : Threshold(its["thresholdMetric"], goal, minutes);
    }

    private Indicator? Ratio(YamlValue ratio, MinuteRule? minutes)
    {
        var (good, bad) = (ratio["good"], ratio["bad"]);
        var counted = QueryOf(good.Exists ? good : bad);
        var total = QueryOf(ratio["total"]);
        var isCounter = ratio["counter"].Exists && ratio["counter"].Choice("true", "false") == "true";
        return counted is null || total is null
            ? null
            : Indicator.Of(new(counted, good.Exists, total, isCounter, Limit: null), minutes);
    }

    /// <summary>A ratio has no events to count, so that minutes count.</summary>
    private Indicator? Raw(YamlValue ratio, MinuteRule? minutes)
    {
        var isFailure = ratio["rawType"].Exists && ratio["rawType"].Choice("success", "failure") == "failure";
        if (QueryOf(ratio["raw"]) is not { } query)
        {
            return null;
        }

        if (minutes is null)
        {
            ratio["raw"].Refuse("is a ratio, which has no events to count: use the budgeting method Timeslices.");
            return null;
        }

        var limit = isFailure
            ? new QueryLimit(minutes.Above ? "lt" : "lte", 1 - minutes.Target)
            : new QueryLimit(minutes.Above ? "gt" : "gte", minutes.Target);
        return Indicator.Of(new(query, CountsGood: true, Total: null, IsCounter: false, limit), minutes);
    }

    /// <summary>The value of every minute is one event.</summary>
    private Indicator? Threshold(YamlValue threshold, YamlValue goal, MinuteRule? minutes) =>
        QueryOf(threshold) is { } query && goal["op"].Choice("lt", "lte", "gt", "gte") is { } comparison
            && goal["value"].Number() is { } value
            ? Indicator.Of(new(query, CountsGood: true, Total: null, IsCounter: false, new(comparison, value)), minutes)
            : null;

    /// <returns>The PromQL of a metric; null, with a problem added, if it has none.</returns>
    private string? QueryOf(YamlValue metric)
    {
        // v1alpha has source, queryType and query; v1 a metricSource with a type and its own spec.
        var source = metric["metricSource"].Exists ? metric["metricSource"] : metric;
        var type = source["type"].Exists ? source["type"]
            : source["metricSourceRef"].Exists
                ? definitions.Resolve(Definitions.DataSource, source["metricSourceRef"], "")?["spec"]["type"]
            : source["source"];
        if (type?.Text() is not { } name)
        {
            return null;
        }

        if (!name.Equals("prometheus", StringComparison.OrdinalIgnoreCase))
        {
            type.Refuse($"is '{name}'; only evenkeel and Prometheus are evaluated.");
            return null;
        }

        return (source["spec"].Exists ? source["spec"] : source)["query"].Text()?.Trim();
    }
}
