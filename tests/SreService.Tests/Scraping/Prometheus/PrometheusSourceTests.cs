using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using SreService.Counting;
using SreService.Objectives.Files;
using Testing;

namespace SreService.Tests.Scraping.Prometheus;

/// <summary>Replicas that a real Prometheus reads, and this service through it.</summary>
public sealed class PrometheusSourceTests(PostgresFixture postgres) : IAsyncLifetime
{
    private const string Sloth =
        """
        apiVersion: openslo/v1alpha
        kind: SLO
        metadata: { name: sloth }
        spec:
          service: gateway
          objectives:
            - ratioMetrics:
                good:
                  source: prometheus
                  queryType: promql
                  query: >
                    sum(rate(http_server_request_duration_seconds_count{job="gateway",outcome="good"}[{{.window}}]))
                total:
                  source: prometheus
                  queryType: promql
                  query: sum(rate(http_server_request_duration_seconds_count{job="gateway"}[{{.window}}]))
              target: 0.999
          timeWindows: [{ count: 30, unit: Day }]
        ---
        """;

    private static readonly TimeSpan Often = TimeSpan.FromMilliseconds(200);

    // Prometheus has no clock but the real one.
    private static readonly DateTimeOffset Start = TimeProvider.System.GetUtcNow();

    private readonly string _folder = Directory.CreateTempSubdirectory("objectives-").FullName;
    private ReplicaText _gateway = new("gateway", "gateway-1", Start);
    private readonly ReplicaText _users = new("users-service", "users-1", Start);
    private readonly List<ReplicaServer> _servers = [];
    private PrometheusServer? _prometheus;
    private SreSystem _system = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        foreach (var file in Directory.GetFiles(new ObjectiveSettings().Folder))
        {
            File.Copy(file, Path.Combine(_folder, Path.GetFileName(file)));
        }

        await File.WriteAllTextAsync(Path.Combine(_folder, "sloth.yml"), Sloth, Cancellation);
        _servers.Add(await new ReplicaServer(() => $"{_gateway}").StartAsync());
        _servers.Add(await new ReplicaServer(() => $"{_users}").StartAsync());
        _prometheus = await PrometheusServer.StartAsync(
            Often,
            ("gateway", _servers[0].Address.Authority), ("users-service", _servers[1].Address.Authority),
            ("something-else", _servers[1].Address.Authority));
        _system = await new SreSystem(
                await postgres.CreateDatabaseAsync(), clock: new FakeTimeProvider(TimeProvider.System.GetUtcNow()))
            .With("Scraping:Source", "Prometheus").With("Scraping:Prometheus", $"{_prometheus.Address}")
            .With("Scraping:Timeout", "00:00:04").With("Objectives:Path", _folder)
            .StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_system is not null)
        {
            await _system.DisposeAsync();
        }

        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }

        if (_prometheus is not null)
        {
            await _prometheus.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Objective_of_Sloth_is_evaluated()
    {
        await UntilSeenAsync("gateway");
        (long Good, long Bad) counts;
        var deadline = TimeProvider.System.GetUtcNow().AddSeconds(60);
        do
        {
            Assert.True(TimeProvider.System.GetUtcNow() < deadline, $"{await _system.GetAsync("/sre/slos/sloth")}");
            _gateway.Answered(3, 0.01).Answered(1, 0.01, "bad", "timeout");
            await Task.Delay(Often, Cancellation);
            // The minute that goes on is evaluated as if it had ended.
            var minute = TimeProvider.System.GetUtcNow().WholeMinute;
            await _system.RoundAtAsync(minute);
            await _system.RoundAtAsync(minute.AddMinutes(1));
            counts = await _system.CountsAsync("sloth");
        }
        while (counts is not ( > 20, > 5));

        Assert.InRange((double)counts.Good / (counts.Good + counts.Bad), 0.7, 0.8);
    }

    [Fact]
    public async Task Prometheus_source_gives_the_same_objectives()
    {
        await UntilSeenAsync("gateway");

        _gateway.Answered(97, 0.01).Answered(2, 0.3)
            .Answered(3, 5, "bad", "timeout").Answered(50, 0.01, "excluded", "probe");
        _users.Set("users_reads_total{freshness=\"fresh\"}", 40).Set("users_reads_total{freshness=\"stale\"}", 2);

        await CountsBecomeAsync("success", (99, 3));
        await CountsBecomeAsync("latency", (97, 2));
        await CountsBecomeAsync("freshness", (40, 2));
        var replica = Assert.Single(await _system.ReplicasAsync("gateway"));
        Assert.Equal("gateway-1", replica.GetProperty("instance").GetString());
    }

    [Fact]
    public async Task Restarted_replica_counts_from_zero()
    {
        await UntilSeenAsync("gateway");
        _gateway.Answered(10, 0.01);
        await CountsBecomeAsync("success", (10, 0));

        _gateway = new ReplicaText("gateway", "gateway-1", TimeProvider.System.GetUtcNow()).Answered(4, 0.01);

        await CountsBecomeAsync("success", (14, 0));
    }

    [Fact]
    public async Task Target_down_in_Prometheus_is_unhealthy_with_a_reason()
    {
        await UntilSeenAsync("gateway");
        await _servers[0].StopAsync();

        await ReasonBecomesAsync("gateway", "Prometheus cannot scrape it");
    }

    [Fact]
    public async Task Unavailable_Prometheus_loses_no_counts()
    {
        await UntilSeenAsync("gateway");
        await _prometheus!.StopAsync();
        _gateway.Answered(7, 0.01);

        await ReasonBecomesAsync("gateway", "Prometheus: connection refused");

        await _prometheus.StartAsync();
        await CountsBecomeAsync("success", (7, 0));
    }

    [Fact]
    public async Task Target_with_another_identity_is_refused()
    {
        await UntilSeenAsync("gateway");
        _gateway = new ReplicaText("billing", "billing-1", Start);

        await ReasonBecomesAsync("gateway", "billing answers here");
    }

    [Fact]
    public async Task Invalid_response_costs_one_scrape()
    {
        await UntilSeenAsync("gateway");
        var port = _prometheus!.Port;
        await _prometheus.StopAsync();
        foreach (var (answer, reason) in Answers())
        {
            await using var other = await new ReplicaServer(answer, port: port).StartAsync();

            await ReasonBecomesAsync("gateway", $"Prometheus: {reason}");
        }

        await _prometheus.StartAsync();
        await UntilSeenAsync("gateway");
    }

    private static IEnumerable<(Func<HttpContext, Task> Answer, string Reason)> Answers()
    {
        string[] unexpected =
        [
            "<html>",
            """{"status":"success","data":{"resultType":"matrix","result":[]}}""",
            """{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[]}]}}""",
            "[]",
        ];
        foreach (var body in unexpected)
        {
            yield return (context => context.Response.WriteAsync(body), "did not answer with an instant vector");
        }

        yield return (context =>
        {
            context.Response.StatusCode = 503;
            return Task.CompletedTask;
        }, "answered 503");
    }

    private async Task UntilSeenAsync(string service) => await EventuallyAsync(
        async () => (await _system.ReplicasAsync(service)) is [var only] && Reason(only) is null, $"{service} seen");

    private Task CountsBecomeAsync(string objective, (long, long) counts) =>
        EventuallyAsync(async () => await _system.CountsAsync(objective) == counts, $"{objective} {counts}");

    private Task ReasonBecomesAsync(string service, string reason) => EventuallyAsync(
        async () => (await _system.ReplicasAsync(service)).Any(
            replica => Reason(replica)?.EndsWith(reason, StringComparison.Ordinal) == true),
        reason);

    private static string? Reason(JsonElement replica) => replica.GetProperty("reason").GetString();

    /// <summary>Rounds at the real time, which the clock of the test follows.</summary>
    private async Task EventuallyAsync(Func<Task<bool>> condition, string what)
    {
        var deadline = TimeProvider.System.GetUtcNow().AddSeconds(60);
        do
        {
            Assert.True(TimeProvider.System.GetUtcNow() < deadline, $"{what}: {await _system.GetAsync("/sre/health")}");
            await Task.Delay(Often, Cancellation);
            if (TimeProvider.System.GetUtcNow() > _system.Clock.GetUtcNow())
            {
                _system.Clock.SetUtcNow(TimeProvider.System.GetUtcNow());
            }

            await _system.RoundAtAsync(_system.Clock.GetUtcNow());
        }
        while (!await condition());
    }
}
