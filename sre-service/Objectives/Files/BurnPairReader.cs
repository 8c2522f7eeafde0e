using System.Globalization;
using System.Text.RegularExpressions;
using SreService.Queries;

namespace SreService.Objectives.Files;

/// <summary>Reads pairs of burn rates, for example <c>1h/5m &gt; 14.4 page, 6h/30m &gt; 6 page</c>.</summary>
internal static partial class BurnPairReader
{
    /// <summary>The annotation that names them.</summary>
    public const string Annotation = "evenkeel.dev/burn-rates";

    /// <returns>Null, with problems added, if one is invalid.</returns>
    public static IReadOnlyList<BurnPair>? Read(YamlValue value, TimeSpan window, decimal target)
    {
        var before = value.ProblemCount;
        if (value.Text() is not { } text)
        {
            return null;
        }

        BurnPair[] pairs = [.. text.Split(',').Select(part => Pair(value, part.Trim(), window)).OfType<BurnPair>()];
        return Reachable(value, pairs, target) && value.ProblemCount == before ? pairs : null;
    }

    /// <summary>The default pairs.</summary>
    public static IReadOnlyList<BurnPair>? Usual(YamlValue value, TimeSpan window, decimal target)
    {
        if (BurnPair.UsualFor(window) is not { } pairs)
        {
            value.Refuse(
                $"must name burn rates in {Annotation}: a window of {Durations.Text(window)} has no usual ones.");
            return null;
        }

        return Reachable(value, pairs, target) ? pairs : null;
    }

    /// <summary>Those of the default pairs that the target can reach; a problem says if some are missing.</summary>
    public static IReadOnlyList<BurnPair> UsualAndReachable(YamlValue value, TimeSpan window, decimal target)
    {
        if (BurnPair.UsualFor(window) is not { } pairs)
        {
            value.Refuse($"has no burn rate of this window, {Durations.Text(window)}: it raises no burn-rate alert.");
            return [];
        }

        Reachable(value, pairs, target);
        return [.. pairs.Where(pair => new ErrorBudget(target).CanReach(pair.Threshold))];
    }

    private static BurnPair? Pair(YamlValue value, string text, TimeSpan window)
    {
        if (Form().Match(text) is not { Success: true } match
            || Durations.Fixed(match.Groups["long"].Value) is not { } longer
            || Durations.Fixed(match.Groups["short"].Value) is not { } shorter)
        {
            value.Refuse($"'{text}' must be such as 1h/5m > 14.4 page, or ticket.");
            return null;
        }

        if (shorter >= longer || longer > window)
        {
            value.Refuse(
                $"'{text}': the second time must be shorter than the first, and that not longer than the window.");
            return null;
        }

        return new BurnPair(
            longer, shorter, decimal.Parse(match.Groups["burn"].ValueSpan, CultureInfo.InvariantCulture),
            match.Groups["urgency"].Value == "page" ? Urgency.Page : Urgency.Ticket);
    }

    private static bool Reachable(YamlValue value, IReadOnlyList<BurnPair> pairs, decimal target)
    {
        var budget = new ErrorBudget(target);
        BurnPair[] beyond = [.. pairs.Where(pair => !budget.CanReach(pair.Threshold))];
        foreach (var pair in beyond)
        {
            var (percent, highest) = (Number(target * 100), Number(budget.HighestBurn));
            value.Refuse(
                $"'{pair}' cannot be reached: a target of {percent}% burns at most {highest} times as fast, "
                    + "and 0.9 of that is the limit.");
        }

        return beyond.Length == 0;
    }

    private static string Number(decimal number) => number.ToString("0.#########", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<long>\w+)/(?<short>\w+) ?> ?(?<burn>[0-9]{1,6}(\.[0-9]{1,6})?) (?<urgency>page|ticket)$")]
    private static partial Regex Form();
}
