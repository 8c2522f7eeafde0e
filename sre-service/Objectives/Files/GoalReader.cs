namespace SreService.Objectives.Files;

/// <summary>Reads the one item of <c>objectives</c>.</summary>
internal static class GoalReader
{
    private const int MostDecimals = 9;

    /// <returns>Null, with a problem added, if invalid.</returns>
    public static decimal? Target(YamlValue goal)
    {
        var (share, percent) = (goal["target"], goal["targetPercent"]);
        if (share.Exists == percent.Exists)
        {
            share.Refuse(share.Exists ? "cannot be combined with targetPercent." : "is required, or targetPercent.");
            return null;
        }

        var value = share.Exists ? share : percent;
        if (value.Number() is not { } number)
        {
            return null;
        }

        var target = share.Exists ? number : number / 100;
        var problem =
            target >= 1 ? "leaves no error budget: it must be below 100%."
            : target <= 0 ? "must be above 0."
            : decimal.Round(target, MostDecimals) != target ? $"must have at most {MostDecimals} decimals."
            : null;
        if (problem is not null)
        {
            value.Refuse(problem);
        }

        return problem is null ? target : null;
    }

    /// <returns>Null when the events themselves are counted, or if invalid, with a problem added.</returns>
    public static MinuteRule? Method(YamlValue goal, string method)
    {
        var isOfEvents = method == "Occurrences";
        goal.HasOnly(["displayName", "target", "targetPercent",
            .. isOfEvents ? Array.Empty<string>() : ["op", "timeSliceTarget", "timeSliceWindow"]]);
        return isOfEvents ? null : Minutes(goal, hasOp: true);
    }

    /// <summary>The same for a goal of others, whose op may belong to a threshold.</summary>
    public static MinuteRule? ForeignMethod(YamlValue goal, string method)
    {
        goal.HasOnly(
            "displayName", "target", "targetPercent", "op", "value", "timeSliceTarget", "timeSliceWindow",
            "ratioMetrics");
        return method == "Occurrences" ? null : Minutes(goal, hasOp: !goal["value"].Exists);
    }

    private static MinuteRule? Minutes(YamlValue goal, bool hasOp)
    {
        var above = hasOp && goal["op"].Exists && goal["op"].Choice("gt", "gte") == "gt";
        if (goal["timeSliceWindow"].Text() is { } window && window is not ("1m" or "1"))
        {
            goal["timeSliceWindow"].Refuse($"is '{window}', must be 1m: a slice is a minute.");
        }

        if (goal["timeSliceTarget"].Number() is not { } share)
        {
            return null;
        }

        if (share is <= 0 or > 1 || (above && share == 1))
        {
            goal["timeSliceTarget"].Refuse("must be above 0 and at most 1, and below 1 with op gt.");
        }

        return new MinuteRule(share, above);
    }
}
