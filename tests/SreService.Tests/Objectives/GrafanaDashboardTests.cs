using System.Text.Json;
using System.Text.RegularExpressions;
using SreService.Objectives;
using Testing;

namespace SreService.Tests.Objectives;

/// <summary>A panel that asks for a series which no rule records stays empty for ever, without an error.</summary>
public sealed partial class GrafanaDashboardTests
{
    private static readonly string Rules = PrometheusRules.Of(Shipped.Objectives);

    private static readonly string[] Recorded = NamesIn(Record());

    private static readonly string[] Alerts = NamesIn(Alert());

    public static TheoryData<string> Expressions()
    {
        var file = Path.Combine(Repository.Root, "infra/observability/grafana-objectives.json");
        using var dashboard = JsonDocument.Parse(File.ReadAllText(file));
        return [.. ExpressionsIn(dashboard.RootElement).Distinct()];
    }

    [Theory]
    [MemberData(nameof(Expressions))]
    public void Expression_asks_for_what_the_rules_record(string expression)
    {
        var pattern = NamePattern().Match(expression) is { Success: true } name ? name.Groups[1].Value : expression;
        if (AlertPattern().Match(expression) is { Success: true } alerts)
        {
            Assert.Superset(new HashSet<string>(alerts.Groups[1].Value.Split("|")), new HashSet<string>(Alerts));
        }
        else
        {
            Assert.Contains(Recorded, recorded => Regex.IsMatch(recorded, $"^(?:{pattern})$"));
        }
    }

    private static string[] NamesIn(Regex line) => [.. line.Matches(Rules).Select(match => match.Groups[1].Value)];

    private static IEnumerable<string> ExpressionsIn(JsonElement part) => part.ValueKind switch
    {
        JsonValueKind.Object => part.EnumerateObject().SelectMany(member =>
            member is { Name: "expr", Value.ValueKind: JsonValueKind.String }
                ? [member.Value.GetString()!]
                : ExpressionsIn(member.Value)),
        JsonValueKind.Array => part.EnumerateArray().SelectMany(ExpressionsIn),
        _ => [],
    };

    [GeneratedRegex(@"- record: (\S+)")]
    private static partial Regex Record();

    [GeneratedRegex(@"- alert: (\S+)")]
    private static partial Regex Alert();

    [GeneratedRegex("""^\{__name__=~"([^"]+)"\}$""")]
    private static partial Regex NamePattern();

    [GeneratedRegex("""^ALERTS\{alertname=~"([^"]+)",""")]
    private static partial Regex AlertPattern();
}
