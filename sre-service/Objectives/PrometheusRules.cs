using System.Globalization;
using System.Text;
using SreService.Queries;

namespace SreService.Objectives;

/// <summary>
/// The objectives as recording and alerting rules for a Prometheus that reads the same replicas, in jobs that are named
/// as the services. Sums of increases over each window, never means of ratios.
/// </summary>
internal static class PrometheusRules
{
    public const string ContentType = "application/yaml";

    private const string Slices = "slo:slice_good:bool1m";

    public static string Of(IEnumerable<Objective> objectives)
    {
        var text = new StringBuilder("groups:\n");
        foreach (var objective in objectives)
        {
            text.Append(CultureInfo.InvariantCulture, $"  - name: slo-{objective.Id}\n    interval: 1m\n    rules:\n");
            foreach (var rule in Records(objective).Concat(Alerts(objective)))
            {
                text.Append(rule);
            }
        }

        return text.ToString();
    }

    private static IEnumerable<string> Records(Objective objective)
    {
        yield return Record(objective, "slo:target:ratio", Text($"vector({objective.Target})"));
        if (objective.Definition.Minutes is { } rule)
        {
            var good = PromQl.Good(objective.Definition, "1m");
            var total = PromQl.Total(objective.Definition, "1m");
            yield return Record(
                objective, Slices, Text($"{good} {(rule.Above ? ">" : ">=")} bool {rule.Target} * ({total} > 0)"));
        }

        if (objective.Window is RollingWindow window)
        {
            var sli = Sli(objective, window.Duration);
            yield return Record(objective, $"slo:sli:ratio{window.Duration}", sli);
            yield return Record(
                objective, $"slo:budget_remaining:ratio{window.Duration}", $"1 - {Burn(objective, window.Duration)}");
        }

        var windows = objective.BurnPairs.SelectMany(pair => new[] { pair.Long, pair.Short }).Distinct().Order();
        foreach (var duration in windows.Select(Durations.Text))
        {
            yield return Record(objective, $"slo:burn_rate:ratio{duration}", Burn(objective, duration));
        }
    }

    private static IEnumerable<string> Alerts(Objective objective)
    {
        foreach (var pair in objective.BurnPairs)
        {
            var (longer, shorter) = (Durations.Text(pair.Long), Durations.Text(pair.Short));
            var above = Text($"> {pair.Threshold}");
            yield return Alert(
                objective, "ErrorBudgetBurn", pair.Urgency,
                $"{Recorded(objective, longer)} {above} and {Recorded(objective, shorter)} {above}", wait: null,
                $"{objective.Title}: the budget burns {above} times as fast as it may, over {longer} and {shorter}",
                ("long_window", longer));
        }

        if (objective.Window is RollingWindow window)
        {
            yield return Alert(
                objective, "ErrorBudgetSpent", Urgency.Ticket,
                $"slo:budget_remaining:ratio{window.Duration}{{slo=\"{objective.Id}\"}} <= 0", wait: null,
                $"{objective.Title}: the error budget of {window.Duration} is spent");
        }

        if (objective.BurnPairs is [var first, ..])
        {
            yield return Alert(
                objective, "ErrorBudgetUnknown", Urgency.Ticket,
                $"absent({Recorded(objective, Durations.Text(first.Long))})", wait: "1h",
                $"{objective.Title}: nothing was measured, which is not the same as nothing being wrong");
        }
    }

    private static string Sli(Objective objective, string duration) => objective.Definition.Minutes is null
        ? PromQl.Good(objective.Definition, duration)
            + $" / ({PromQl.Total(objective.Definition, duration)} > 0)"
        : $"avg_over_time({Slices}{{slo=\"{objective.Id}\"}}[{duration}])";

    private static string Burn(Objective objective, string duration) =>
        Text($"(1 - {Sli(objective, duration)}) / {new ErrorBudget(objective.Target).Size}");

    private static string Recorded(Objective objective, string duration) =>
        $"slo:burn_rate:ratio{duration}{{slo=\"{objective.Id}\"}}";

    private static string Record(Objective objective, string name, string expression) =>
        $"""
              - record: {name}
                expr: {Quoted(expression)}
                labels:
                  slo: {Quoted(objective.Id)}

        """;

    private static string Alert(
        Objective objective, string name, Urgency urgency, string expression, string? wait, string summary,
        params ReadOnlySpan<(string Name, string Value)> labels)
    {
        var text = new StringBuilder(
            $"""
                  - alert: {name}
                    expr: {Quoted(expression)}

            """);
        if (wait is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"        for: {wait}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"        labels:\n          slo: {Quoted(objective.Id)}\n");
        text.Append(CultureInfo.InvariantCulture, $"          severity: {urgency.ToString().ToLowerInvariant()}\n");
        foreach (var (label, value) in labels)
        {
            text.Append(CultureInfo.InvariantCulture, $"          {label}: {Quoted(value)}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"        annotations:\n          summary: {Quoted(summary)}\n");
        return text.ToString();
    }

    /// <summary>A YAML text on one line; Prometheus expands {{ in annotations, so none may come from a title.</summary>
    private static string Quoted(string text)
    {
        var line = text.ReplaceLineEndings(" ").Replace("{{", "{ {", StringComparison.Ordinal);
        return $"'{line.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
