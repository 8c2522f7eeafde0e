using System.Runtime.CompilerServices;
using SreService.Objectives;
using SreService.Objectives.Files;

namespace SreService.Tests.Objectives.Files;

/// <summary>OpenSLO files that were not written for this service.</summary>
public sealed class ForeignFilesTests
{
    private const string Slo =
        """
        apiVersion: openslo/v1
        kind: SLO
        metadata: { name: orders }
        spec:
          service: shop
          indicatorRef: taken
          timeWindow: [{ duration: 30d, isRolling: true }]
          budgetingMethod: Occurrences
          objectives: [{ target: 0.99 }]
          alertPolicies: [paging]

        """;

    private const string Indicator =
        """
        apiVersion: openslo/v1
        kind: SLI
        metadata: { name: taken }
        spec:
          ratioMetric:
            counter: true
            good: { metricSource: { metricSourceRef: main, spec: { query: 'sum(orders_total{state="taken"})' } } }
            total: { metricSource: { type: Prometheus, spec: { query: sum(orders_total) } } }

        """;

    private const string Others =
        """
        apiVersion: openslo/v1
        kind: DataSource
        metadata: { name: main }
        spec: { type: Prometheus, connectionDetails: { url: "http://prometheus:9090" } }
        ---
        apiVersion: openslo/v1
        kind: AlertPolicy
        metadata: { name: paging }
        spec:
          alertWhenBreaching: true
          conditions:
            - conditionRef: fast
            - kind: AlertCondition
              metadata: { name: slow }
              spec: { severity: warning, condition: { kind: burnrate, op: gt, threshold: 3, lookbackWindow: 1d } }
          notificationTargets: [{ targetRef: nobody }]
        ---
        apiVersion: openslo/v1
        kind: AlertCondition
        metadata: { name: fast }
        spec:
          severity: page
          condition: { kind: burnrate, op: gte, threshold: 14.4, lookbackWindow: 1h, alertAfter: 5m }
        ---
        """;

    [Theory]
    [InlineData(
        "sloth-getting-started.yml", "sloth-slo-my-service 0.999 30d 4")]
    [InlineData(
        "sloth-kubernetes-apiserver.yml",
        "requests-availability-openslo 0.999 30d 4, requests-latency-openslo-1 0.99 30d 4, "
        + "requests-latency-openslo-2 0.999 30d 4")]
    [InlineData(
        "openslo-occurrences.yaml", "",
        "spec.indicator.spec.thresholdMetric.metricSource.type: is 'Any'; only evenkeel and Prometheus are evaluated.")]
    [InlineData(
        "openslo-ratio-timeslices.yaml", "",
        "spec.budgetingMethod: is 'RatioTimeslices', must be Occurrences or Timeslices.",
        "spec.indicator.spec.ratioMetric.good.metricSource.type: is 'Any'; only evenkeel and Prometheus are evaluated.",
        "spec.indicator.spec.ratioMetric.total.metricSource.type: is 'Any'; only evenkeel and Prometheus are "
        + "evaluated.")]
    [InlineData("openslo-slos.yaml", "web-availability 0.995 1w America/New_York 3")]
    [InlineData(
        "openslo-definitions.yaml", "",
        "kind: SLI is not used: no SLO refers to it.",
        "kind: Service is not used: an SLO names its service itself.",
        "kind: DataSource names the type of its queries; where they go says Scraping:Prometheus.",
        "kind: AlertCondition is not used: no SLO refers to it.",
        "kind: AlertPolicy is not used: no SLO refers to it.",
        "kind: AlertNotificationTarget is not used: Notifications:Receivers has the receivers.")]
    [InlineData(
        "oslo-multi.yaml", "",
        "spec.thresholdMetric.metricSource.type: is 'CloudWatch'; only evenkeel and Prometheus are evaluated.",
        "kind: DataSource names the type of its queries; where they go says Scraping:Prometheus.")]
    [InlineData(
        "openslo-datadog-calendar.yaml", "",
        "metadata.name: 'TestSLO' must be at most 63 letters a to z, digits and -, and neither begin nor end with -.",
        "spec.indicator.spec.ratioMetric.good.metricSource.type: is 'Datadog'; only evenkeel and Prometheus are "
        + "evaluated.",
        "spec.indicator.spec.ratioMetric.total.metricSource.type: is 'Datadog'; only evenkeel and Prometheus are "
        + "evaluated.")]
    public void Published_file_is_read(string file, string objectives, params string[] unused)
    {
        var read = ObjectiveReader.Read(new([(file, File.ReadAllText(Path.Combine(Published, file)))], []));

        Assert.Empty(read.Problems);
        Assert.Equal(objectives, string.Join(", ", read.Objectives.Select(objective =>
            $"{objective.Id} {objective.Target} {objective.Window.Text} {objective.BurnPairs.Count}")));
        Assert.Equal(unused, read.Unused.Select(problem => $"{problem.Path}: {problem.Message}"));
    }

    [Fact]
    public void Published_files_load_beside_our_own()
    {
        var folder = Directory.CreateTempSubdirectory("objectives-").FullName;
        foreach (var file in Directory.GetFiles(Published).Concat(Directory.GetFiles(new ObjectiveSettings().Folder)))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        var read = ObjectiveReader.Read(ObjectiveFiles.In(folder));
        Directory.Delete(folder, recursive: true);

        Assert.Empty(read.Problems);
        Assert.Equal(4 + 5, read.Objectives.Count);
    }

    [Fact]
    public void Objective_refers_to_documents_of_every_kind()
    {
        var (objective, unused) = Only(Slo, Indicator, Others);

        Assert.Equal(
            new IndicatorQuery(
                """sum(orders_total{state="taken"})""", CountsGood: true, "sum(orders_total)", IsCounter: true, null),
            objective!.Indicator.Query);
        Assert.Equal(["1h/5m > 14.4 page", "1d/2h > 3 ticket"], objective.BurnPairs.Select(pair => $"{pair}"));
        Assert.Equal("DataSource names the type of its queries; where they go says Scraping:Prometheus.", unused);
    }

    [Theory]
    [InlineData("op: gte, threshold", "op: lte, threshold", "is 'lte', must be gt or gte.")]
    [InlineData(
        "threshold: 14.4", "threshold: 200",
        "is 200, must be above 0 and at most 0.9 of 100, the highest burn rate.")]
    [InlineData(
        "lookbackWindow: 1h", "lookbackWindow: 1M",
        "is '1M', must be longer than 1m and at most the window, 30d.")]
    [InlineData("kind: burnrate, op: gte", "kind: latency, op: gte", "is 'latency', must be burnrate.")]
    [InlineData("conditionRef: fast", "conditionRef: faster", "there is no AlertCondition named 'faster'.")]
    public void Condition_that_cannot_become_a_pair_is_listed(string right, string wrong, string reason)
    {
        var (objective, unused) = Only(Slo, Indicator, Others.Replace(right, wrong));

        Assert.Equal(["1d/2h > 3 ticket"], objective!.BurnPairs.Select(pair => $"{pair}"));
        Assert.Contains(reason, unused, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alertPolicies: [paging]", "alertPolicies: [nothing]", "there is no AlertPolicy named 'nothing'.")]
    [InlineData(
        "alertPolicies: [paging]", "alertPolicies: [{ alertPolicyRef: nothing }]",
        "there is no AlertPolicy named 'nothing'.")]
    public void Without_a_usable_policy_an_objective_has_the_usual_pairs(string right, string wrong, string reason)
    {
        var (objective, unused) = Only(Slo.Replace(right, wrong), Indicator, Others);

        Assert.Equal(4, objective!.BurnPairs.Count);
        Assert.Contains(reason, unused, StringComparison.Ordinal);
    }

    [Fact]
    public void Window_without_usual_pairs_raises_no_burn_rate_alert()
    {
        var (objective, unused) = Only(Slo.Replace("30d", "14d").Replace("[paging]", "[]"), Indicator, Others);

        Assert.Empty(objective!.BurnPairs);
        Assert.Contains(
            "has no burn rate of this window, 14d: it raises no burn-rate alert.", unused, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("indicatorRef: taken", "indicatorRef: nothing", "there is no SLI named 'nothing'.")]
    [InlineData("30d", "90d", "is '90d', must be from 1h to 35d, such as 7d, 4w or 30d; slices are kept no longer.")]
    [InlineData("Occurrences", "RatioTimeslices", "is 'RatioTimeslices', must be Occurrences or Timeslices.")]
    [InlineData("target: 0.99", "target: 1", "leaves no error budget: it must be below 100%.")]
    [InlineData("openslo/v1", "openslo/v2alpha", "is 'openslo/v2alpha', must be openslo/v1 or openslo/v1alpha.")]
    public void Objective_of_others_that_cannot_be_used_is_listed(string right, string wrong, string reason)
    {
        var (objective, unused) = Only(Slo.Replace(right, wrong), Indicator, Others);

        Assert.Null(objective);
        Assert.Contains(reason, unused, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "thresholdMetric: { metricSource: { type: Prometheus, spec: { query: up } } }", "op: lt, value: 0.5",
        "Occurrences", "lt 0.5")]
    [InlineData(
        "thresholdMetric: { metricSource: { type: Prometheus, spec: { query: up } } }", "op: gte, value: 1",
        "Timeslices", "gte 1")]
    [InlineData(
        "ratioMetric: { rawType: success, raw: { metricSource: { type: Prometheus, spec: { query: up } } } }",
        "op: gt", "Timeslices", "gt 0.95")]
    [InlineData(
        "ratioMetric: { rawType: failure, raw: { metricSource: { type: Prometheus, spec: { query: up } } } }",
        "op: gte", "Timeslices", "lte 0.05")]
    public void Value_of_a_minute_is_compared_with_a_limit(string metric, string goal, string method, string limit)
    {
        var slices = method == "Timeslices" ? ", timeSliceTarget: 0.95, timeSliceWindow: 1m" : "";
        var (objective, _) = Only(
            Slo.Replace("indicatorRef: taken", $"indicator: {{ metadata: {{ name: up }}, spec: {{ {metric} }} }}")
                .Replace("Occurrences", method).Replace("target: 0.99", $"target: 0.99, {goal}{slices}"),
            Others);

        var query = objective!.Indicator.Query!;
        Assert.Equal(("up", null, limit), (query.Counted, query.Total, $"{query.Limit!.Operator} {query.Limit.Value}"));
        Assert.Equal(method == "Timeslices", objective.CountsMinutes);
    }

    [Fact]
    public void Unknown_member_of_an_objective_of_others_is_listed()
    {
        var (objective, unused) = Only(
            Slo.Replace("  service: shop\n", "  service: shop\n  team: a\n"), Indicator, Others);

        Assert.NotNull(objective);
        Assert.Contains("is unknown", unused, StringComparison.Ordinal);
    }

    [Fact]
    public void Ratio_without_events_needs_time_slices()
    {
        var (objective, unused) = Only(
            Slo,
            Indicator[..Indicator.IndexOf("    counter", StringComparison.Ordinal)]
                + "    raw: { metricSource: { type: Prometheus, spec: { query: up } } }\n",
            Others);

        Assert.Null(objective);
        Assert.Contains("use the budgeting method Timeslices.", unused, StringComparison.Ordinal);
    }

    [Fact]
    public void Own_objective_can_have_alert_policies()
    {
        var read = Read(
            SloYaml.Text.Replace("  service: shop\n", "  service: shop\n  alertPolicies: [paging]\n")
                .Replace("duration: 30d", "duration: 14d"),
            Others);

        Assert.Empty(read.Problems);
        Assert.Equal(
            ["1h/5m > 14.4 page", "1d/2h > 3 ticket"],
            Assert.Single(read.Objectives).BurnPairs.Select(pair => $"{pair}"));
    }

    private static string Published => Path.Combine(Path.GetDirectoryName(Here())!, "Published");

    private static string Here([CallerFilePath] string path = "") => path;

    private static (Objective? Objective, string Unused) Only(params string[] documents)
    {
        var (objectives, problems, unused) = Read(documents);
        Assert.Empty(problems);
        return (objectives.SingleOrDefault(), string.Join('\n', unused.Select(problem => problem.Message)));
    }

    private static (IReadOnlyList<Objective> Objectives, IReadOnlyList<FileProblem> Problems,
        IReadOnlyList<FileProblem> Unused) Read(params string[] documents) =>
        ObjectiveReader.Read(new([("theirs.yaml", string.Join("---\n", documents))], []));
}
