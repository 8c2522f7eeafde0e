using System.Runtime.CompilerServices;
using CsCheck;
using SreService.Objectives;
using SreService.Objectives.Files;

namespace SreService.Tests.Objectives.Files;

/// <summary>Whatever is wrong with files of objectives is told, all of it, with its place.</summary>
public sealed class ObjectiveReaderTests
{
    [Fact]
    public void Four_objectives_ship_as_files() => Assert.Equal(
        [
            "availability 0.999 30d Minutes 4", "freshness 0.995 7d Reads 3", "latency 0.95 30d Requests 2",
            "success 0.99 30d Requests 4",
        ],
        Shipped.Objectives.Select(objective =>
            $"{objective.Id} {objective.Target} {objective.Window.Text} {objective.Indicator.Unit} "
            + $"{objective.BurnPairs.Count}"));

    [Fact]
    public void Indicator_document_can_be_shared_by_objectives()
    {
        var checkout = SloYaml.Text.Replace(SloYaml.Inline, "  indicatorRef: answered\n");

        var (objectives, problems) = Read(
            SloYaml.Indicator("answered"), checkout, checkout.Replace("name: checkout", "name: basket"));

        Assert.Empty(problems);
        Assert.Equal(["checkout", "basket"], objectives.Select(objective => objective.Id));
        Assert.Single(objectives.Select(objective => objective.Indicator.Revision).Distinct());
    }

    [Fact]
    public void Reference_of_an_objective_with_burn_rates_of_ours_must_lead_to_an_indicator()
    {
        var (_, problems) = Read(
            SloYaml.Annotated("1h/5m > 14.4 page").Replace(SloYaml.Inline, "  indicatorRef: anwsered\n"));

        Assert.Contains(
            "shop.yaml:10 spec.indicatorRef: there is no SLI named 'anwsered'.",
            problems.Select(problem => $"{problem}"));
    }

    [Fact]
    public void Target_can_be_a_percentage()
    {
        var (objectives, _) = Read(SloYaml.Text.Replace("target: 0.99", "targetPercent: 99.95"));

        Assert.Equal(0.9995m, Assert.Single(objectives).Target);
    }

    [Fact]
    public void Calendar_window_has_a_time_zone()
    {
        var window = Assert.Single(Read(Calendar("1M", "Europe/Berlin")).Objectives).Window;

        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        Assert.Equal(new CalendarWindow(1, CalendarUnit.Month, new(2026, 1, 1), berlin), window);
    }

    [Fact]
    public void Objective_can_set_burn_rates()
    {
        var objective = Assert.Single(Read(SloYaml.Annotated("2h/10m > 10 page, 1d/2h > 2.5 ticket")).Objectives);

        Assert.Equal("2h/10m > 10 page · 1d/2h > 2.5 ticket", string.Join(" · ", objective.BurnPairs));
    }

    [Theory]
    [InlineData(
        "target: 0.99", "target: 1",
        "spec.objectives[0].target", "leaves no error budget: it must be below 100%.")]
    [InlineData(
        "target: 0.99", "targetPercent: 100",
        "spec.objectives[0].targetPercent", "leaves no error budget: it must be below 100%.")]
    [InlineData("target: 0.99", "target: 0", "spec.objectives[0].target", "must be above 0.")]
    [InlineData("target: 0.99", "target: high", "spec.objectives[0].target", "is 'high', must be a number.")]
    [InlineData("target: 0.99", "target: 0.99999999999", "spec.objectives[0].target", "must have at most 9 decimals.")]
    [InlineData(
        "target: 0.99", "targetPercent: 99\n      target: 0.99",
        "spec.objectives[0].target", "cannot be combined with targetPercent.")]
    [InlineData("target: 0.99", "displayName: x", "spec.objectives[0].target", "is required, or targetPercent.")]
    [InlineData("target: 0.99", "target: 0.99\n    - target: 0.9", "spec.objectives", "must have exactly one item.")]
    [InlineData(
        "target: 0.99", "target: 0.99\n      op: gt",
        "spec.objectives[0].op", "is unknown; known members are displayName, target, targetPercent.")]
    [InlineData(
        "target: 0.99", "target: 0.2",
        "metadata.annotations",
        "'1h/5m > 14.4 page' cannot be reached: a target of 20% burns at most 1.25 times as fast, "
        + "and 0.9 of that is the limit.")]
    [InlineData(
        "duration: 30d", "duration: 40d",
        "spec.timeWindow[0].duration",
        "is '40d', must be from 1h to 35d, such as 7d, 4w or 30d; slices are kept no longer.")]
    [InlineData(
        "duration: 30d", "duration: 1M",
        "spec.timeWindow[0].duration",
        "is '1M', must be from 1h to 35d, such as 7d, 4w or 30d; slices are kept no longer.")]
    [InlineData(
        "duration: 30d", "duration: soon",
        "spec.timeWindow[0].duration",
        "is 'soon', must be from 1h to 35d, such as 7d, 4w or 30d; slices are kept no longer.")]
    [InlineData(
        "duration: 30d", "duration: 14d",
        "metadata.annotations", "must name burn rates in evenkeel.dev/burn-rates: a window of 14d has no usual ones.")]
    [InlineData(
        "isRolling: true", "isRolling: false",
        "spec.timeWindow[0].calendar", "is required for a window that does not roll.")]
    [InlineData(
        "Occurrences", "RatioTimeslices",
        "spec.budgetingMethod", "is 'RatioTimeslices', must be Occurrences or Timeslices.")]
    [InlineData("Occurrences", "Timeslices", "spec.objectives[0].timeSliceWindow", "is required.")]
    [InlineData(
        "name: checkout", "name: Check out",
        "metadata.name",
        "'Check out' must be at most 63 letters a to z, digits and -, and neither begin nor end with -.")]
    [InlineData(
        "apiVersion: openslo/v1", "apiVersion: sloth/v1",
        "apiVersion", "is 'sloth/v1', must be openslo/v1 or openslo/v1alpha.")]
    [InlineData(
        "kind: SLO", "kind: Slo", "kind",
        "is 'Slo', must be SLO or SLI or Service or DataSource or AlertPolicy or AlertCondition "
        + "or AlertNotificationTarget.")]
    [InlineData("  service: shop\n", "", "spec.service", "is required.")]
    [InlineData(
        "  service: shop\n", "  service: shop\n  alertPolicy: []\n",
        "spec.alertPolicy",
        "is unknown; known members are description, service, indicator, indicatorRef, "
        + "timeWindow, budgetingMethod, objectives, alertPolicies.")]
    [InlineData(
        "outcomes: [good]", "outcomes: [fine]",
        "spec.indicator.spec.ratioMetric.good.metricSource.spec.outcomes[0]", "is 'fine', must be good or bad.")]
    [InlineData(
        "outcomes: [good]", "routes: [/basket]",
        "spec.indicator.spec.ratioMetric.good",
        "must count a part of what total counts: the same measure, service and routes, and no more outcomes.")]
    [InlineData(
        "outcomes: [good]", "atMostSeconds: 0.3",
        "spec.indicator.spec.ratioMetric.good.metricSource.spec.atMostSeconds",
        "is 0.3, must be an edge of the histograms, or the count would not be exact: "
        + "0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.2, 0.25, 0.5, 0.75, 1, 2, 2.5, 5, 7.5, 10.")]
    [InlineData(
        "measure: requests, service: shop, outcomes", "measure: wishes, service: shop, outcomes",
        "spec.indicator.spec.ratioMetric.good.metricSource.spec.measure",
        "is 'wishes', must be requests or reads or probes.")]
    [InlineData(
        "type: evenkeel\n", "type: prometheus\n",
        "spec.indicator.spec.ratioMetric.good.metricSource.type", "is 'prometheus', must be evenkeel.")]
    [InlineData(
        "        good:\n",
        "        bad:\n"
        + "          metricSource: { type: evenkeel, spec: { measure: requests, service: shop } }\n"
        + "        good:\n",
        "spec.indicator.spec.ratioMetric.good", "cannot be combined with bad.")]
    [InlineData(
        "ratioMetric:", "thresholdMetric: {}\n      ratioMetric:",
        "spec.indicator.spec.thresholdMetric", "is unknown; known members are description, ratioMetric.")]
    [InlineData(
        "requests, service: shop, outcomes: [good]", "reads, service: shop, outcomes: [good], routePrefix: /a",
        "spec.indicator.spec.ratioMetric.good.metricSource.spec.measure", "is reads, which are not counted by route.")]
    [InlineData(
        "outcomes: [good]", "outcomes: [good], routes: [/a], routePrefix: /a",
        "spec.indicator.spec.ratioMetric.good.metricSource.spec.routePrefix", "cannot be combined with routes.")]
    [InlineData(
        "service: shop } }", "service: shop, atMostSeconds: 0.2 } }",
        "spec.indicator.spec.ratioMetric.total.metricSource.spec.atMostSeconds",
        "is for the good or bad requests alone.")]
    [InlineData(
        "Occurrences\n  objectives:\n    - target: 0.99",
        "Timeslices\n  objectives:\n    - target: 0.99\n      timeSliceWindow: 5m",
        "spec.objectives[0].timeSliceWindow", "is '5m', must be 1m: a slice is a minute.")]
    [InlineData(
        "Occurrences\n  objectives:\n    - target: 0.99",
        "Timeslices\n  objectives:\n    - target: 0.99\n      timeSliceTarget: 0",
        "spec.objectives[0].timeSliceTarget", "must be above 0 and at most 1, and below 1 with op gt.")]
    public void Problem_names_its_location(string right, string wrong, string location, string problem)
    {
        Assert.Contains(right, SloYaml.Text);

        var (objectives, problems) = Read(SloYaml.Text.Replace(right, wrong));

        Assert.Empty(objectives);
        Assert.Contains((location, problem), problems.Select(found => (found.Path, found.Message)));
        Assert.All(problems, found => Assert.Equal("shop.yaml", found.File));
    }

    [Theory]
    [InlineData(
        "1M", "Middle/Earth",
        "spec.timeWindow[0].calendar.timeZone",
        "'Middle/Earth' is not the name of an IANA time zone, such as Europe/Berlin.")]
    [InlineData(
        "1M", "W. Europe Standard Time",
        "spec.timeWindow[0].calendar.timeZone",
        "'W. Europe Standard Time' is not the name of an IANA time zone, such as Europe/Berlin.")]
    [InlineData(
        "1Q", "Europe/Berlin",
        "spec.timeWindow[0].duration",
        "is '1Q', must be up to 34d, up to 5w, or 1M; slices are kept no longer than 35d.")]
    public void Invalid_calendar_is_refused(string duration, string zone, string location, string problem)
    {
        var (_, problems) = Read(Calendar(duration, zone));

        Assert.Contains((location, problem), problems.Select(found => (found.Path, found.Message)));
    }

    [Theory]
    [InlineData(
        "1h/5m > 95 page",
        "'1h/5m > 95 page' cannot be reached: a target of 99% burns at most 100 times as fast, "
        + "and 0.9 of that is the limit.")]
    [InlineData("1h > 5 page", "'1h > 5 page' must be such as 1h/5m > 14.4 page, or ticket.")]
    [InlineData(
        "5m/1h > 5 page",
        "'5m/1h > 5 page': the second time must be shorter than the first, and that not longer than the window.")]
    [InlineData(
        "31d/1h > 5 page",
        "'31d/1h > 5 page': the second time must be shorter than the first, and that not longer than the window.")]
    [InlineData("1h/5m > 14.4 shout", "'1h/5m > 14.4 shout' must be such as 1h/5m > 14.4 page, or ticket.")]
    public void Invalid_burn_rates_are_refused(string rates, string message) =>
        Assert.Equal(
            $"shop.yaml:6 metadata.annotations.evenkeel.dev/burn-rates: {message}",
            Assert.Single(Read(SloYaml.Annotated(rates)).Problems).ToString());

    [Fact]
    public void All_problems_are_reported_with_file_and_line()
    {
        var files = new ObjectiveFiles(
            [
                ("a.yaml", SloYaml.Text.Replace("target: 0.99", "target: 1").Replace("duration: 30d", "duration: 2s")),
                ("b.yaml", SloYaml.Text),
                ("c.yaml", "kind: [SLO\nmetadata: x\n"),
                ("d.yaml", SloYaml.Text.Replace("name: checkout", "name: basket")
                    .Replace(SloYaml.Inline, "")),
                ("e.yaml", "just words\n"),
            ],
            []);

        var problems = ObjectiveReader.Read(files).Problems.Select(problem => problem.ToString()).ToArray();

        Assert.Equal(
            [
                "c.yaml:1", "e.yaml:1: must have members: apiVersion, kind, metadata, spec.",
                "a.yaml:19 spec.timeWindow[0].duration: is '2s', must be from 1h to 35d, such as 7d, 4w or 30d; "
                + "slices are kept no longer.",
                "a.yaml:23 spec.objectives[0].target: leaves no error budget: it must be below 100%.",
                "b.yaml:4 metadata.name: 'checkout' is the name of another SLO.",
                "d.yaml:6 spec.indicator: is required, or indicatorRef.",
            ],
            problems.Select(problem =>
                problem.StartsWith("c.yaml", StringComparison.Ordinal) ? problem[..8] : problem));
    }

    [Fact]
    public void Duplicate_member_is_refused()
    {
        var (_, problems) = Read(SloYaml.Text.Replace("spec:\n  desc", "kind: SLO\nspec:\n  desc"));

        Assert.Equal(5, Assert.Single(problems).Line);
    }

    [Fact]
    public void Any_file_content_is_accepted_or_refused() =>
        Gen.Select(
                Gen.Int[0, SloYaml.Text.Length - 1],
                Gen.Int[0, 40],
                Gen.String[Gen.Char["[]{}:-&*!|>'\"%@`#,?~ \n\ta1é\0"], 0, 6])
            .Sample((at, length, text) =>
            {
                var rest = SloYaml.Text[Math.Min(SloYaml.Text.Length, at + length)..];
                var (objectives, problems, unused) = ReadAll(SloYaml.Text[..at] + text + rest);
                return (objectives.Count > 0) != (problems.Count + unused.Count > 0);
            });

    [Theory]
    [InlineData(
        "evenkeel.dev/burn-rate: 1h/5m > 6 page",
        "metadata.annotations.evenkeel.dev/burn-rate: is unknown; known members are evenkeel.dev/burn-rates.")]
    [InlineData("- x", "metadata.annotations: must have members.")]
    public void Misspelt_own_annotation_is_refused(string annotation, string problem)
    {
        var (_, problems) = Read(WithAnnotation(annotation));

        Assert.Equal(problem, Assert.Single(problems.Select(found => $"{found.Path}: {found.Message}")));
    }

    [Fact]
    public void Foreign_annotations_are_ignored() =>
        Assert.Empty(Read(WithAnnotation("example.com/owner: us")).Problems);

    [Theory]
    [InlineData("a: &a [*a]\n")]
    [InlineData("? &a [*a]\n: x\n")]
    public void Recursive_document_is_refused(string text) =>
        Assert.Contains("aliases", Assert.Single(Read(text).Problems).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("")]
    [InlineData("# nothing\n")]
    public void Folder_without_objective_is_refused(string text) => Assert.NotEmpty(Read(text).Problems);

    [Fact]
    public void Missing_folder_is_refused() => Assert.Contains(
        "cannot be read", Assert.Single(ObjectiveReader.Read(ObjectiveFiles.In("/nowhere/at/all")).Problems).Message);

    [Fact]
    public void Deeply_nested_file_is_refused() =>
        Assert.Contains("nested too deeply", Assert.Single(Read(new string('[', 100_000)).Problems).Message);

    [Fact]
    public void Documented_example_is_a_valid_objective()
    {
        var text = File.ReadAllText(
            Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../../../docs/configuration.md"));

        var (objectives, problems) = Read(text.Split("```yaml\n")[1].Split("```")[0]);

        Assert.Empty(problems);
        Assert.Equal("users-fast", Assert.Single(objectives).Id);

        static string ThisFile([CallerFilePath] string path = "") => path;
    }

    private static (IReadOnlyList<Objective> Objectives, IReadOnlyList<FileProblem> Problems) Read(
        params string[] documents)
    {
        var (objectives, problems, _) = ReadAll(documents);
        return (objectives, problems);
    }

    private static (IReadOnlyList<Objective> Objectives, IReadOnlyList<FileProblem> Problems,
        IReadOnlyList<FileProblem> Unused) ReadAll(params string[] documents) =>
        ObjectiveReader.Read(new ObjectiveFiles([("shop.yaml", string.Join("---\n", documents))], []));

    private static string WithAnnotation(string annotation) =>
        SloYaml.Text.Replace("spec:\n  desc", $"  annotations:\n    {annotation}\nspec:\n  desc");

    private static string Calendar(string duration, string zone) => SloYaml.Text.Replace(
        "- duration: 30d\n      isRolling: true",
        $"- duration: {duration}\n      calendar:\n        startTime: 2026-01-01 00:00:00\n        timeZone: {zone}");
}
