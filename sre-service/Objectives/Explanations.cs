using System.Globalization;
using SreService.Counting;

namespace SreService.Objectives;

/// <summary>How each figure of a report is computed, with its numbers filled in.</summary>
internal static class Explanations
{
    private const string NothingBurns = "never at this rate: burn(1h) is 0 or unknown";
    private const string Unknown = "unknown: the total is 0";

    /// <param name="burn">Burn rate over the last hour; null without events.</param>
    public static Dictionary<string, string> Of(SloStatus slo, decimal? burn)
    {
        var (indicator, newest, budget, window) =
            (slo.Objective.Indicator, slo.Newest, slo.Budget, slo.Window);
        var remaining = budget.Remaining(newest.Good, newest.Bad);
        return new()
        {
            ["good"] = $"{Text(indicator)}; from {Time(window.From)} until {Time(window.Until)}",
            ["sli_value"] = Sli(newest),
            ["coverage"] = Coverage(newest),
            ["sli_interval"] = Interval(newest),
            ["budget_consumed"] = Known(
                newest, $"(1 − sli) ÷ (1 − target) = {Burn(newest, budget)} = {Percent(1 - remaining)}%"),
            ["budget_remaining"] = Remaining(newest, budget),
            ["bad_left"] = Invariant(
                $"⌊(1 − target) × total − bad⌋ = ⌊{budget.Size} × {newest.Total} − {newest.Bad}⌋"),
            ["budget_seconds"] = Invariant($"(1 − target) × window = {budget.Size} × {Seconds(window)} s"),
            ["seconds_to_exhaustion"] = burn is > 0 && remaining is { } left
                ? Invariant(
                    $"max(0, remaining) × window ÷ burn(1h) = {Left(left)} × {Seconds(window)} s ÷ {burn:0.######}")
                : NothingBurns,
            ["whole_budget_seconds"] = burn is > 0
                ? Invariant($"window ÷ burn(1h) = {Seconds(window)} s ÷ {burn:0.######}")
                : NothingBurns,
        };
    }

    /// <param name="step">The counts of one step of a history.</param>
    /// <param name="window">The counts of the window that ends with it.</param>
    public static Dictionary<string, string> Of(WindowCounts step, WindowCounts window, ErrorBudget budget) => new()
    {
        ["sli_value"] = Sli(step),
        ["coverage"] = Coverage(step),
        ["sli_interval"] = Interval(step),
        ["burn"] = Known(step, $"(1 − sli) ÷ (1 − target) = {Burn(step, budget)}"),
        ["budget_remaining"] = Remaining(window, budget),
        ["window_coverage"] = Coverage(window),
    };

    private static string Sli(WindowCounts counts) =>
        Known(counts, $"good ÷ total = {counts.Good} ÷ {counts.Total} = {Percent(counts.Sli)}%");

    private static string Coverage(WindowCounts counts) => Invariant(
        $"observed ÷ expected minutes = {counts.CoveredMinutes} ÷ {counts.ExpectedMinutes} = {Covered(counts)}%");

    private static string Interval(WindowCounts counts) => counts.LowCoverage
        ? Known(counts, $"worst = sli × coverage, best = sli × coverage + 1 − coverage, for a coverage below 0.9")
        : "not needed: coverage ≥ 0.9";

    private static string Remaining(WindowCounts counts, ErrorBudget budget) => Known(
        counts, $"1 − (1 − sli) ÷ (1 − target) = 1 − {Burn(counts, budget)} = {RemainingOf(counts, budget)}%");

    private static string Burn(WindowCounts counts, ErrorBudget budget) =>
        Invariant($"(1 − {counts.Good} ÷ {counts.Total}) ÷ (1 − {budget.Target})");

    private static string Text(Indicator indicator)
    {
        var kind = indicator.CountsGood ? "good" : "bad";
        var events = $"{Text(indicator.Counted)} are {kind}, out of {Text(indicator.Total)}";
        return indicator.Minutes is { } rule
            ? Invariant($"minutes with good ÷ total {(rule.Above ? ">" : "≥")} {rule.Target}, where {events}")
            : events;
    }

    private static string Text(Selector selector) => string.Concat(
        $"{string.Join(" and ", selector.Outcomes)} {selector.Measure}",
        selector.Measure == Measure.Probes ? " of " : " at ",
        selector.Service,
        selector.RoutePrefix is { } prefix ? $" below {prefix}" : "",
        selector.Routes.Count > 0 ? $" to {string.Join(", ", selector.Routes)}" : "",
        selector.ExceptReasons.Count > 0 ? $" other than {string.Join(", ", selector.ExceptReasons)}" : "",
        selector.AtMostSeconds is { } seconds ? Invariant($" of at most {seconds} s") : "");

    private static string Known(WindowCounts counts, FormattableString text) =>
        counts.Total == 0 ? Unknown : Invariant(text);

    private static double? RemainingOf(WindowCounts counts, ErrorBudget budget) =>
        Percent(budget.Remaining(counts.Good, counts.Bad));

    private static string Left(decimal remaining) => Invariant($"{Math.Max(0, remaining):0.######}");

    private static double? Covered(WindowCounts counts) => Percent(counts.Coverage);

    private static double? Percent(decimal? share) => Percentages.Percent(share);

    private static double Seconds(Period window) => window.Length.TotalSeconds;

    private static string Time(DateTimeOffset time) =>
        time.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
}
