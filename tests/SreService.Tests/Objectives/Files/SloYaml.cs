namespace SreService.Tests.Objectives.Files;

/// <summary>A document that is in order, for tests to put something wrong in.</summary>
internal static class SloYaml
{
    public const string Inline =
        """
          indicator:
            metadata: { name: answered }
            spec:
              ratioMetric:
                good:
                  metricSource:
                    type: evenkeel
                    spec: { measure: requests, service: shop, outcomes: [good] }
                total:
                  metricSource: { type: evenkeel, spec: { measure: requests, service: shop } }

        """;

    public const string Text =
        $"""
        apiVersion: openslo/v1
        kind: SLO
        metadata:
          name: checkout
        spec:
          description: Orders that were taken.
          service: shop
        {Inline}  timeWindow:
            - duration: 30d
              isRolling: true
          budgetingMethod: Occurrences
          objectives:
            - target: 0.99

        """;

    public static string Annotated(string burnRates) => Text.Replace(
        "  name: checkout\n", $"  name: checkout\n  annotations:\n    evenkeel.dev/burn-rates: \"{burnRates}\"\n");

    public static string Indicator(string name) =>
        $"apiVersion: openslo/v1\nkind: SLI\nmetadata: {{ name: {name} }}\nspec:\n{Spec}";

    private static string Spec => string.Concat(
        Inline.Split("spec:\n", 2)[1].Split('\n')
            .Where(line => line.Length > 0)
            .Select(line => $"{line[4..]}\n"));
}
