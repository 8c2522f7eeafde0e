using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using SreService.Leadership;
using SreService.Tests.Alerting;
using SreService.Tests.Scraping;
using Testing;

namespace SreService.Tests.Objectives;

/// <summary>Objectives whose events a Prometheus counts; what it answers is set by the test.</summary>
public sealed class QueryCountsTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const string Ratio =
        "ratioMetric: { good: { metricSource: { type: Prometheus, spec: { query: good } } }, "
        + "total: { metricSource: { type: Prometheus, spec: { query: total } } } }";

    private readonly string _folder = Directory.CreateTempSubdirectory("objectives-").FullName;
    private readonly Dictionary<string, Func<DateTimeOffset, double[]>> _answers = [];
    private ReplicaServer _prometheus = null!;
    private string _database = "";
    private SreSystem? _system;

    public async ValueTask InitializeAsync() => _prometheus = await new ReplicaServer(AnswerAsync).StartAsync();

    public async ValueTask DisposeAsync()
    {
        if (_system is not null)
        {
            await _system.DisposeAsync();
        }

        await _prometheus.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Queries_count_each_minute_once()
    {
        _answers["good"] = _ => [90];
        _answers["total"] = _ => [100];
        await StartAsync(Ratio);

        await _system!.TickAsync(12 * 3);

        var slo = await SloAsync();
        Assert.Equal((270, 30, "events"), (slo.Int("good"), slo.Int("bad"), slo.Text("unit")));
        Assert.Equal(JsonValueKind.Null, slo.GetProperty("reason").ValueKind);
    }

    [Theory]
    [InlineData("sum(rate(x[{{.window}}]))", "sum(rate(x[1m]))", 1.5, 90)]
    [InlineData("sum(increase(x[{{ .Window }}]))", "sum(increase(x[1m]))", 90, 90)]
    public async Task Open_window_is_a_minute_and_a_rate_is_per_second(
        string query, string asked, double answer, int events)
    {
        _answers[asked] = _ => [answer];
        _answers["total"] = _ => [100];
        await StartAsync(Ratio.Replace("query: good", $"query: '{query}'", StringComparison.Ordinal));

        await _system!.TickAsync(12);

        Assert.Equal(events, (await SloAsync()).Int("good"));
    }

    [Fact]
    public async Task Difference_of_a_counter_counts_and_its_reset_is_a_gap()
    {
        // The instance restarts at 12:02:30.
        _answers["good"] = at => [at < SreSystem.Noon.AddMinutes(2.5) ? 1000 + Minutes(at) * 9 : Minutes(at)];
        _answers["total"] = at => [at < SreSystem.Noon.AddMinutes(2.5) ? 1000 + Minutes(at) * 10 : Minutes(at)];
        await StartAsync(Ratio.Replace("{ good", "{ counter: true, good", StringComparison.Ordinal));

        await _system!.TickAsync(12 * 2);
        Assert.Equal((18, 2), Counts(await SloAsync()));
        await _system.TickAsync(12);

        var slo = await SloAsync();
        Assert.Equal((18, 2), Counts(slo));
        Assert.Equal(2, CoveredMinutes(slo));

        static double Minutes(DateTimeOffset at) => (at - SreSystem.Noon).TotalMinutes;
    }

    [Fact]
    public async Task Counter_that_grows_more_than_is_possible_gives_no_data()
    {
        _answers["good"] = _ => [1];
        _answers["total"] = at => [at <= SreSystem.Noon ? 1 : 1e300];
        await StartAsync(Ratio.Replace("{ good", "{ counter: true, good", StringComparison.Ordinal));

        await _system!.TickAsync(12);

        Assert.Equal("its query gave 1E+300 events", (await SloAsync()).Text("reason"));
    }

    [Fact]
    public async Task Leader_that_followed_meanwhile_does_not_count_the_minute_of_the_other_leader()
    {
        _answers["good"] = _ => [90];
        _answers["total"] = _ => [100];
        await StartAsync(Ratio);
        await _system!.TickAsync(11);

        var leadership = _system.Services.GetRequiredService<LeadershipTracker>();
        leadership.Lose(leadership.Current.Term);
        await _system.RoundAtAsync(_system.Clock.GetUtcNow());
        await _system.UntilAsync(LeadershipRole.Leader);
        while (_system.Clock.GetUtcNow() < SreSystem.Noon.AddMinutes(2))
        {
            await _system.TickAsync();
        }

        Assert.Equal((90, 10), Counts(await SloAsync()));
    }

    [Fact]
    public async Task Value_of_a_minute_is_one_event()
    {
        _answers["lag"] = at => [at == SreSystem.Noon.AddMinutes(2) ? 700 : 300];
        await StartAsync(
            "thresholdMetric: { metricSource: { type: Prometheus, spec: { query: lag } } }", "op: lt, value: 500");

        await _system!.TickAsync(12 * 3);

        Assert.Equal((2, 1), Counts(await SloAsync()));
    }

    [Fact]
    public async Task No_series_of_good_events_is_none_of_them()
    {
        _answers["good"] = _ => [];
        _answers["total"] = _ => [10];
        await StartAsync(Ratio);

        await _system!.TickAsync(12);

        Assert.Equal((0, 10), Counts(await SloAsync()));
    }

    [Theory]
    [InlineData("nothing", "its query found no series")]
    [InlineData("two", "its query gave 2 series and must give one")]
    [InlineData("nan", "its query gave NaN")]
    [InlineData("minus", "its query gave -1 events")]
    [InlineData("vast", "its query gave 1E+300 events")]
    [InlineData("broken", "Prometheus: answered 400")]
    public async Task Query_without_a_number_gives_no_data_and_the_reason(string total, string reason)
    {
        _answers["good"] = _ => [1];
        _answers["nothing"] = _ => [];
        _answers["two"] = _ => [1, 2];
        _answers["nan"] = _ => [double.NaN];
        _answers["minus"] = _ => [-1];
        _answers["vast"] = _ => [1e300];
        await StartAsync(Ratio.Replace("query: total", $"query: {total}", StringComparison.Ordinal));

        await _system!.TickAsync(12);

        var slo = await SloAsync();
        Assert.Equal(("no_data", reason, 0), (slo.Text("state"), slo.Text("reason"), CoveredMinutes(slo)));
    }

    [Fact]
    public async Task Follower_gives_the_reason_of_the_leader_and_leads_with_it()
    {
        const string Reason = "its query found no series";
        _answers["good"] = _ => [1];
        _answers["total"] = _ => [];
        await StartAsync(Ratio);
        await using var follower = await WithPrometheus(new SreSystem(_database, clock: _system!.Clock))
            .With("Service:InstanceId", "sre-2").StartAsync();
        await _system.TickAsync(12);

        await follower.UntilPassingTimeAsync(async () => await ReasonAsync() == Reason);
        Assert.Equal(LeadershipRole.Follower, follower.Role);
        await _system.DisposeAsync();
        await follower.UntilAsync(LeadershipRole.Leader);
        await follower.TickAsync();

        Assert.Equal(Reason, await ReasonAsync());

        async Task<string?> ReasonAsync() => (await follower.GetAsync("/sre/slos/orders")).Text("reason");
    }

    [Fact]
    public async Task Without_a_Prometheus_there_is_no_data_and_the_reason()
    {
        await StartAsync(Ratio, isPrometheus: false);
        await _system!.TickAsync(12);

        var slo = await SloAsync();
        Assert.Equal(
            ("no_data", "its indicator is a PromQL query, which needs Scraping:Source=Prometheus"),
            (slo.Text("state"), slo.Text("reason")));
        var configuration = (await _system.GetAsync("/sre/slos")).GetProperty("configuration");
        Assert.Equal(
            "Service is not used: an SLO names its service itself.",
            Assert.Single(configuration.GetProperty("unused").EnumerateArray()).Text("message"));
    }

    private static (int, int) Counts(JsonElement slo) => (slo.Int("good"), slo.Int("bad"));

    private static int CoveredMinutes(JsonElement slo) =>
        (int)Math.Round(slo.GetProperty("coverage").GetDouble() / 100 * 60);

    private async Task<JsonElement> SloAsync() => await _system!.GetAsync("/sre/slos/orders");

    private async Task StartAsync(string metric, string goal = "displayName: all", bool isPrometheus = true)
    {
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "orders.yaml"),
            $$"""
            apiVersion: openslo/v1
            kind: SLO
            metadata: { name: orders }
            spec:
              service: shop
              indicator: { metadata: { name: taken }, spec: { {{metric}} } }
              timeWindow: [{ duration: 1h, isRolling: true }]
              budgetingMethod: Occurrences
              objectives: [{ target: 0.99, {{goal}} }]
              alertPolicies:
                - kind: AlertPolicy
                  metadata: { name: paging }
                  spec:
                    conditions:
                      - kind: AlertCondition
                        metadata: { name: fast }
                        spec:
                          severity: page
                          condition: { kind: burnrate, op: gt, threshold: 14.4, lookbackWindow: 1h }
            ---
            apiVersion: openslo/v1
            kind: Service
            metadata: { name: shop }
            spec: { description: A shop. }
            ---
            """,
            TestContext.Current.CancellationToken);
        _database = await postgres.CreateDatabaseAsync();
        _system = isPrometheus ? WithPrometheus(new SreSystem(_database)) : Configured(new SreSystem(_database));
        await _system.StartAsync();
    }

    private SreSystem Configured(SreSystem system) => system.With("Objectives:Path", _folder);

    private SreSystem WithPrometheus(SreSystem system) => Configured(system)
        .With("Scraping:Source", "Prometheus").With("Scraping:Prometheus", $"{_prometheus.Address}");

    private async Task AnswerAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        if (form["time"].ToString() is not { Length: > 0 } time)
        {
            // The query for the replicas: there are none.
            await context.Response.WriteAsync(Vector([]));
            return;
        }

        var at = DateTimeOffset.UnixEpoch.AddSeconds(double.Parse(time, CultureInfo.InvariantCulture));
        if (_answers.TryGetValue(form["query"].ToString(), out var answer))
        {
            await context.Response.WriteAsync(Vector(answer(at)));
            return;
        }

        context.Response.StatusCode = 400;
    }

    private static string Vector(double[] values)
    {
        var samples = values.Select(value => string.Create(
            CultureInfo.InvariantCulture, $$"""{"metric":{},"value":[0,"{{value}}"]}"""));
        return $$$"""{"status":"success","data":{"resultType":"vector","result":[{{{string.Join(',', samples)}}}]}}""";
    }
}
