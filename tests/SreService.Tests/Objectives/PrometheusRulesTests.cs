using SreService.Counting;
using SreService.Objectives;
using SreService.Objectives.Files;
using SreService.Scraping;
using SreService.Tests.Objectives.Files;
using Testing;

namespace SreService.Tests.Objectives;

/// <summary>Prometheus itself says whether it can use the rules.</summary>
public sealed class PrometheusRulesTests(PostgresFixture postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Promtool_accepts_the_served_rules()
    {
        await using var system = new SreSystem(await postgres.CreateDatabaseAsync());
        using var client = system.CreateClient();

        using var answer = await client.GetAsync("/sre/rules.prometheus.yml", Cancellation);

        Assert.Equal("application/yaml", answer.Content.Headers.ContentType?.MediaType);
        var rules = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("SUCCESS: 58 rules found", await CheckedAsync(rules));
    }

    [Theory]
    [InlineData("outcomes: [good]", "outcomes: [good], routePrefix: \"/a.b/{id}\"")]
    [InlineData("outcomes: [good]", "outcomes: [good], routes: [\"/it's \\\"quoted\\\" \\\\d\", \"/b+\"]")]
    [InlineData("outcomes: [good]", "outcomes: [good], atMostSeconds: 1, exceptReasons: [stream, a|b]")]
    [InlineData("name: checkout", "name: checkout\n  displayName: \"It's {{ 100 % }}\\nof 'all': #1\"")]
    public async Task Promtool_accepts_rules_of_objectives_with_unusual_names(string plain, string unusual)
    {
        var text = SloYaml.Text.Replace(plain, unusual);
        if (unusual.IndexOf("route", StringComparison.Ordinal) is var route and >= 0)
        {
            text = text.Replace("service: shop } }", $"service: shop, {unusual[route..]} }} }}");
        }

        var (objectives, problems, _) = ObjectiveReader.Read(new ObjectiveFiles([("shop.yaml", text)], []));

        Assert.Empty(problems);
        Assert.Contains("SUCCESS", await CheckedAsync(PrometheusRules.Of(objectives)));
    }

    [Fact]
    public void Burn_rate_rule_is_a_ratio_of_sums() => Assert.Contains(
        """
              - record: slo:burn_rate:ratio5m
                expr: '(1
        """
        + " - (sum(increase(http_server_request_duration_seconds_bucket"
        + """{job="gateway",le="0.2",outcome=~"good",reason!~"stream"}[5m])"""
        + " or increase(http_server_request_duration_seconds_bucket"
        + """{job="gateway",le="0.2",outcome!~"good|bad|excluded",http_response_status_code=~"[1234].."}[5m]))"""
        + " or vector(0))"
        + " / (sum(increase(http_server_request_duration_seconds_count"
        + """{job="gateway",outcome=~"good",reason!~"stream"}[5m])"""
        + " or increase(http_server_request_duration_seconds_count"
        + """{job="gateway",outcome!~"good|bad|excluded",http_response_status_code=~"[1234].."}[5m]))"""
        + " > 0)) / 0.05'",
        PrometheusRules.Of([Shipped.Find("latency")]));

    [Fact]
    public void Timeslice_rule_evaluates_each_minute() => Assert.Contains(
        """
              - record: slo:slice_good:bool1m
                expr: '(sum(increase(sre_probes_total{target="gateway",outcome=~"good"}[1m])) or vector(0))
        """
        + """ > bool 0.5 * (sum(increase(sre_probes_total{target="gateway",outcome=~"bad|good"}[1m])) > 0)'""",
        PrometheusRules.Of([Shipped.Find("availability")]));

    [Fact]
    public async Task Prometheus_computes_the_worked_numbers() => await CheckedAsync(
        PrometheusRules.Of(Shipped.Objectives),
        """
        rule_files: [rules.yml]
        evaluation_interval: 1m
        tests:
          - name: 2 % of requests fail, a twentieth of the good is slow, nothing is probed
            interval: 1m
            input_series:
              - series: >-
                  http_server_request_duration_seconds_count{job="gateway",instance="1",outcome="good",reason=""}
                values: '0+98x75'
              - series: >-
                  http_server_request_duration_seconds_count{job="gateway",instance="1",outcome="bad",reason="timeout"}
                values: '0+2x75'
              - series: >-
                  http_server_request_duration_seconds_count{job="gateway",instance="1",
                  outcome="excluded",reason="probe"}
                values: '0+50x75'
              - series: >-
                  http_server_request_duration_seconds_bucket{job="gateway",instance="1",
                  outcome="good",reason="",le="0.2"}
                values: '0+93.1x75'
              - { series: 'users_reads_total{job="users-service",instance="1",freshness="stale"}', values: '0+7x75' }
            promql_expr_test:
              - { expr: 'round(slo:burn_rate:ratio1h, 0.0001)', eval_time: 70m, exp_samples: [
                  { labels: '{slo="success"}', value: 2 },
                  { labels: '{slo="latency"}', value: 1 },
                  { labels: '{slo="freshness"}', value: 200 } ] }
              - { expr: 'round(slo:budget_remaining:ratio30d{slo="success"}, 0.0001)', eval_time: 70m, exp_samples: [
                  { labels: '{slo="success"}', value: -1 } ] }
            alert_rule_test:
              - { eval_time: 70m, alertname: ErrorBudgetUnknown, exp_alerts: [
                  { exp_labels: { slo: availability, severity: ticket }, exp_annotations: {
                    summary: 'Availability: no data for 1h, so the error budget is unknown' } } ] }
          - name: three of four probes succeed, then half, then none
            interval: 15s
            input_series:
              - series: 'sre_probes_total{target="gateway",path="/",outcome="good",reason=""}'
                values: '0+3x80 240+2x80 400+0x80'
              - series: 'sre_probes_total{target="gateway",path="/",outcome="bad",reason="timeout"}'
                values: '0+1x80 80+2x80 240+4x80'
            promql_expr_test:
              - { expr: 'slo:slice_good:bool1m', eval_time: 15m, exp_samples: [
                  { labels: 'slo:slice_good:bool1m{slo="availability"}', value: 1 } ] }
              - { expr: 'slo:slice_good:bool1m', eval_time: 35m, exp_samples: [
                  { labels: 'slo:slice_good:bool1m{slo="availability"}', value: 0 } ] }
              - { expr: 'round(slo:burn_rate:ratio5m{slo="availability"}, 0.0001)', eval_time: 55m, exp_samples: [
                  { labels: '{slo="availability"}', value: 1000 } ] }
            alert_rule_test:
              - { eval_time: 15m, alertname: ErrorBudgetBurn, exp_alerts: [] }
        """);

    /// <summary>Each kind of request has its own number of them, so that none can stand in for another.</summary>
    [Theory]
    [InlineData("success")]
    [InlineData("latency")]
    public async Task Rules_count_outcomes_of_other_products_as_the_service_does(string id)
    {
        string[] requests =
        [
            Labels("200", "good"), Labels("200", "good", "stream"), Labels("200", "bad", "timeout"),
            Labels("500", "excluded", "probe"), Labels("200"), Labels("503"), Labels("404", "CLIENT_ERROR"),
            Labels("500", "SERVER_ERROR", "stream"), Labels("abc", "SERVER_ERROR"),
        ];
        var (objective, metric) = (Shipped.Find(id), ScrapedMetrics.Requests);
        var counts = requests.Index().Select(request => (
            metric.KeyOf(Series.Parse($"{metric.Name}{{{request.Item}}}"), "gateway"),
            Requests(All(request.Index), Fast(request.Index)))).Summed();
        var slice = objective.Indicator.Count(counts);
        var burn = (decimal)slice.Bad / (slice.Good + slice.Bad) / new ErrorBudget(objective.Target).Size;

        var series = requests.Index().SelectMany(request => (string[])
        [
            Growing($$"""{{metric.Name}}_count{job="gateway",{{request.Item}}}""", All(request.Index)),
            Growing($$"""{{metric.Name}}_bucket{job="gateway",{{request.Item}},le="0.2"}""", Fast(request.Index)),
        ]);
        await CheckedAsync(
            PrometheusRules.Of([objective]),
            $$"""
            rule_files: [rules.yml]
            evaluation_interval: 1m
            tests:
              - interval: 1m
                input_series:
            {{string.Join('\n', series)}}
                promql_expr_test:
                  - { expr: 'round(slo:burn_rate:ratio1h, 0.0001)', eval_time: 70m, exp_samples: [
                      { labels: '{slo="{{id}}"}', value: {{Invariant($"{burn:0.####}")}} } ] }
            """);

        static string Labels(string status, string outcome = "", string reason = "") =>
            $"http_response_status_code=\"{status}\",outcome=\"{outcome}\",reason=\"{reason}\"";

        static int All(int request) => 8 << request;

        static int Fast(int request) => All(request) >> (1 + (request % 3));

        static string Growing(string series, int perMinute) =>
            $"      - {{ series: '{series}', values: '0+{perMinute}x75' }}";
    }

    /// <param name="fast">How many of them took at most 0.2 s; the others took up to 2 s.</param>
    private static Histogram Requests(int count, int fast) => new(
        count, 0, [.. DurationEdges.Seconds.Select(edge => edge < 0.2 ? 0L : edge < 2 ? fast : count)]);

    private static async Task<string> CheckedAsync(string rules, string? tests = null)
    {
        var folder = Directory.CreateTempSubdirectory("rules-").FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "rules.yml"), rules, Cancellation);
        await File.WriteAllTextAsync(Path.Combine(folder, "tests.yml"), tests, Cancellation);
        try
        {
            using var promtool = tests is null
                ? Promtool.Start("check", "rules", Path.Combine(folder, "rules.yml"))
                : Promtool.Start("test", "rules", Path.Combine(folder, "tests.yml"));
            var errors = promtool.StandardError.ReadToEndAsync(Cancellation);
            var output = await promtool.StandardOutput.ReadToEndAsync(Cancellation);
            await promtool.WaitForExitAsync(Cancellation);
            Assert.True(promtool.ExitCode == 0, $"{output}{await errors}\n{rules}");
            return output;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
