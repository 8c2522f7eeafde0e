using SreService.Queries;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.NamingConventions;

namespace SreService.Objectives;

/// <summary>
/// The objectives as recording and alerting rules for a Prometheus that scrapes the same replicas in jobs named after
/// the services. Ratios are sums of increases over each window, never averages of ratios. Objectives that a Prometheus
/// counts by queries of their own are left out.
/// </summary>
internal static class PrometheusRules
{
    public const string ContentType = "application/yaml";

    private const string Slices = "slo:slice_good:bool1m";

    private static readonly ISerializer Yaml = new SerializerBuilder()
        .WithNamingConvention(CamelCaseNamingConvention.Instance)
        .WithIndentedSequences()
        .WithQuotingNecessaryStrings()
        .DisableAliases()
        .ConfigureDefaultValuesHandling(DefaultValuesHandling.OmitNull)
        .Build();

    public static string Of(IEnumerable<Objective> objectives) =>
        Yaml.Serialize(new RuleFile(
            [.. objectives.Where(objective => objective.Indicator.Query is null).Select(Group)]));

    private static RuleGroup Group(Objective objective) =>
        new($"slo-{objective.Id}", "1m", [.. Records(objective).Concat(Alerts(objective))]);

    private static IEnumerable<Rule> Records(Objective objective)
    {
        yield return Record(objective, "slo:target:ratio", Invariant($"vector({objective.Target})"));
        if (objective.Indicator.Minutes is { } rule)
        {
            var good = PromQl.Good(objective.Indicator, "1m");
            var total = PromQl.Total(objective.Indicator, "1m");
            yield return Record(
                objective, Slices, Invariant($"{good} {(rule.Above ? ">" : ">=")} bool {rule.Target} * ({total} > 0)"));
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

    private static IEnumerable<Rule> Alerts(Objective objective)
    {
        foreach (var pair in objective.BurnPairs)
        {
            var (longer, shorter) = (Durations.Text(pair.Long), Durations.Text(pair.Short));
            var above = Invariant($"> {pair.Threshold}");
            yield return Alert(
                objective, "ErrorBudgetBurn", pair.Urgency,
                $"{Recorded(objective, longer)} {above} and {Recorded(objective, shorter)} {above}",
                Invariant($"the error budget burns more than {pair.Threshold}× too fast over {longer} and {shorter}"))
                .With("long_window", longer);
        }

        if (objective.Window is RollingWindow window)
        {
            yield return Alert(
                objective, "ErrorBudgetSpent", Urgency.Ticket,
                $"slo:budget_remaining:ratio{window.Duration}{{slo=\"{objective.Id}\"}} <= 0",
                $"the error budget of {window.Duration} is spent");
        }

        if (objective.BurnPairs is [var first, ..])
        {
            yield return Alert(
                objective, "ErrorBudgetUnknown", Urgency.Ticket,
                $"absent({Recorded(objective, Durations.Text(first.Long))})",
                "no data for 1h, so the error budget is unknown") with
            { For = "1h" };
        }
    }

    private static string Sli(Objective objective, string duration) => objective.Indicator.Minutes is null
        ? PromQl.Good(objective.Indicator, duration)
            + $" / ({PromQl.Total(objective.Indicator, duration)} > 0)"
        : $"avg_over_time({Slices}{{slo=\"{objective.Id}\"}}[{duration}])";

    private static string Burn(Objective objective, string duration) =>
        Invariant($"(1 - {Sli(objective, duration)}) / {new ErrorBudget(objective.Target).Size}");

    private static string Recorded(Objective objective, string duration) =>
        $"slo:burn_rate:ratio{duration}{{slo=\"{objective.Id}\"}}";

    private static Rule Record(Objective objective, string name, string expression) =>
        new(OneLine(expression), new() { ["slo"] = objective.Id }) { Record = name };

    private static Rule Alert(Objective objective, string name, Urgency urgency, string expression, string summary) =>
        new(
            OneLine(expression),
            new() { ["slo"] = objective.Id, ["severity"] = urgency.ToString().ToLowerInvariant() })
        {
            Alert = name,
            Annotations = new() { ["summary"] = OneLine($"{objective.Title}: {summary}") },
        };

    // Prometheus expands {{ in annotations, so none may come from a title.
    private static string OneLine(string text) =>
        text.ReplaceLineEndings(" ").Replace("{{", "{ {", StringComparison.Ordinal);

    private sealed record RuleFile(IReadOnlyList<RuleGroup> Groups);

    private sealed record RuleGroup(string Name, string Interval, IReadOnlyList<Rule> Rules);

    /// <summary>A recording rule or an alerting rule, its members in the order of Prometheus' documentation.</summary>
    private sealed record Rule(string Expr, Dictionary<string, string> Labels)
    {
        [YamlMember(Order = 1)]
        public string? Record { get; init; }

        [YamlMember(Order = 1)]
        public string? Alert { get; init; }

        [YamlMember(Order = 2, ScalarStyle = ScalarStyle.SingleQuoted)]
        public string Expr { get; } = Expr;

        [YamlMember(Order = 3)]
        public string? For { get; init; }

        [YamlMember(Order = 4)]
        public Dictionary<string, string> Labels { get; } = Labels;

        [YamlMember(Order = 5)]
        public Dictionary<string, string>? Annotations { get; init; }

        public Rule With(string label, string value)
        {
            Labels[label] = value;
            return this;
        }
    }
}
