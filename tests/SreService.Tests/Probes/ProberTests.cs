using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Requests;
using SreService.Counting;
using SreService.Metrics;
using SreService.Probes;
using SreService.Scraping;
using SreService.Slices;
using SreService.Tests.Scraping;
using Testing;

namespace SreService.Tests.Probes;

public sealed class ProberTests(PostgresFixture postgres)
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private readonly RecentCounts _recent = new();
    private bool _isBlind;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Probe_is_marked_with_the_traffic_key()
    {
        HeaderDictionary? headers = null;
        await using var gateway = await new ReplicaServer(context =>
        {
            headers = new HeaderDictionary(context.Request.Headers.ToDictionary());
            return Task.CompletedTask;
        }).StartAsync();

        await ProbeAsync(gateway.Address, Noon);

        Assert.Equal("probe", headers!["X-Traffic-Class"]);
        Assert.Equal("0123456789abcdef", headers["X-Traffic-Key"]);
        Assert.Equal(1, Sum()[Key(EventOutcome.Good, "")].Count);
    }

    [Theory]
    [InlineData(503, "status_503")]
    [InlineData(404, "status_404")]
    [InlineData(302, "status_302")]
    public async Task Any_other_status_is_a_failure(int status, string reason)
    {
        await using var gateway = await new ReplicaServer(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        }).StartAsync();

        await ProbeAsync(gateway.Address, Noon.AddSeconds(30));

        Assert.Equal(1, Sum()[Key(EventOutcome.Bad, reason)].Count);
    }

    [Fact]
    public async Task Probe_fails_after_the_timeout()
    {
        await using var gateway = await AnsweringAfterAsync(Timeout.InfiniteTimeSpan);

        await ProbeAsync(gateway.Address, Noon.AddSeconds(30), timeoutSeconds: 0.5);

        Assert.Equal(1, Sum()[Key(EventOutcome.Bad, "timeout")].Count);
    }

    [Fact]
    public async Task Startup_grace_ignores_failures_before_the_first_success()
    {
        var nobody = new Uri("http://127.0.0.1:1");

        await ProbeAsync(nobody, Noon.AddSeconds(25));
        Assert.Empty(Sum());

        await ProbeAsync(nobody, Noon.AddSeconds(30));
        Assert.Equal(1, Sum()[Key(EventOutcome.Bad, "connection")].Count);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public async Task Prober_without_connectivity_counts_no_failures(bool isBlind, int failures)
    {
        _isBlind = isBlind;

        await ProbeAsync(new Uri("http://127.0.0.1:1"), Noon.AddSeconds(30));

        Assert.Equal(failures, Sum().Count);
    }

    [Theory]
    [InlineData(true, false, false, true)]
    [InlineData(false, true, true, true)]
    [InlineData(false, true, false, false)]
    [InlineData(false, false, true, false)]
    public void Database_or_another_replica_proves_connectivity(bool database, bool reads, bool other, bool sees)
    {
        var process = new ProcessIdentity("gateway", other ? "gateway-1" : "me", Noon);
        var replica = Replica.NotScraped(new("gateway", new Uri("http://10.0.0.1:9090"), null)).Scraped(
            new(process, "1", Noon, new Dictionary<Series, Histogram>(), new Dictionary<Series, double>()));

        Assert.Equal(sees, Connectivity.Sees(database, reads, [replica], "me"));
    }

    [Fact]
    public async Task Suite_runs_its_steps_in_order()
    {
        var requests = new ConcurrentQueue<string>();
        await using var gateway = await new ReplicaServer(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            var sent = await reader.ReadToEndAsync(Cancellation);
            requests.Enqueue($"{context.Request.Method} {context.Request.Path} {sent}".TrimEnd());
            context.Response.StatusCode = context.Request.Method switch { "POST" => 201, "DELETE" => 204, _ => 200 };
            var body = context.Request.Method == "DELETE" ? "" : "{\"id\":42,\"name\":\"Probe\"}";
            await context.Response.WriteAsync(body, Cancellation);
        }).StartAsync();

        await ProbeAsync(gateway.Address, Noon.AddSeconds(30), suites: Journey());

        // The path is asked for at the same time.
        string[] journey = [.. requests.Where(request => request != "GET /api/users")];
        Assert.Matches("POST /api/users {\"email\":\"[0-9a-f]{12}@probe.example\"}", journey[0]);
        Assert.Equal(["GET /api/users/42", "DELETE /api/users/42"], journey[1..]);
        Assert.Equal(
            ["/api/users", "users/create", "users/delete", "users/read"],
            Sum().Keys.Where(key => key.Outcome == EventOutcome.Good).Select(key => key.Route).Order());
    }

    [Theory]
    [InlineData(201, "{\"id\":42,\"name\":\"Somebody else\"}", "users/read body", "users/delete")]
    [InlineData(500, "", "users/create status_500", null)]
    [InlineData(201, "no JSON", "users/create body", null)]
    public async Task After_a_failed_step_only_clean_up_runs(int status, string body, string failed, string? cleaned)
    {
        await using var gateway = await new ReplicaServer(context =>
        {
            context.Response.StatusCode = context.Request.Method switch { "POST" => status, "DELETE" => 204, _ => 200 };
            return context.Request.Method == "DELETE"
                ? Task.CompletedTask
                : context.Response.WriteAsync(body, Cancellation);
        }).StartAsync();

        await ProbeAsync(gateway.Address, Noon.AddSeconds(30), suites: Journey());

        Assert.Equal(
            [failed],
            Sum().Keys.Where(key => key.Outcome == EventOutcome.Bad).Select(key => $"{key.Route} {key.Reason}"));
        Assert.Equal(
            cleaned is not null,
            Sum().Keys.Any(key => key is { Route: "users/delete", Outcome: EventOutcome.Good }));
    }

    [Fact]
    public async Task Late_response_is_slow()
    {
        await using var gateway = await AnsweringAfterAsync(TimeSpan.FromMilliseconds(50));

        await ProbeAsync(gateway.Address, Noon.AddSeconds(30), suites: new ProbeSuiteSettings
        {
            Name = "fast",
            Steps = [new() { Name = "list", Path = "/api/users", Within = TimeSpan.FromMilliseconds(20) }],
        });

        Assert.Equal("slow", Assert.Single(Sum().Keys, key => key.Outcome == EventOutcome.Bad).Reason);
    }

    [Fact]
    public async Task Probes_of_a_follower_are_counted_once_by_the_leader()
    {
        const string labels = "target=\"gateway\",path=\"/api/users\",outcome=\"good\",reason=\"\"";
        var follower = new ReplicaText("sre-service", "sre-2", SreSystem.Noon.AddHours(-1));
        await using var replica = await new ReplicaServer(() => follower.ToString()).StartAsync();
        await using var system = await new SreSystem(await postgres.CreateDatabaseAsync())
            .Watching("sre-service", replica).StartAsync();
        await system.TickAsync();

        follower.Add($"sre_probes_total{{{labels},counted_by=\"reader\"}}", 3)
            .Add($"sre_probes_total{{{labels},counted_by=\"evaluator\"}}", 50);
        await system.TickAsync(2);

        var probes = await system.GetAsync("/sre/probes");
        Assert.Equal(3, Assert.Single(probes.GetProperty("steps").EnumerateArray()).GetProperty("good").GetInt32());
        Assert.Equal(
            "sre-2",
            Assert.Single(probes.GetProperty("vantages").EnumerateArray()).GetProperty("instance").GetString());
    }

    [Fact]
    public void Certificate_that_expires_soon_fails_the_probe()
    {
        var watch = new CertificateWatch(new StartedAt(Noon));
        Assert.False(watch.ExpiresWithin(TimeSpan.FromDays(14)));
        using var key = ECDsa.Create();
        using var certificate = new CertificateRequest("CN=gateway", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(Noon.AddDays(-1), Noon.AddDays(10));

        Assert.False(watch.Saw(certificate, SslPolicyErrors.RemoteCertificateNameMismatch));
        Assert.True(watch.Saw(certificate, SslPolicyErrors.None));

        Assert.Equal((Noon.AddDays(10), true, false), (
            watch.ExpiresAt, watch.ExpiresWithin(TimeSpan.FromDays(14)), watch.ExpiresWithin(TimeSpan.FromDays(9))));
    }

    [Fact]
    public void All_problems_of_suites_are_reported() => Assert.Equal(
        ["CertificateDays", "Suites:0:Name", "Suites:0:Every", "Suites:0:Steps", "Suites:1:Steps:0:Name",
            "Suites:1:Steps:0:Path", "Suites:1:Steps:0:Status"],
        new ProbeSettings
        {
            Target = new("http://gateway:8080"),
            CertificateDays = 7,
            Suites =
            [
                new() { Name = "Users", Every = TimeSpan.Zero },
                new() { Name = "b", Steps = [new() { Path = "x", Status = 7 }] },
            ],
        }.Problems().Select(problem => problem.Key));

    private static ProbeSuiteSettings Journey() => new()
    {
        Name = "users",
        Steps =
        [
            new()
            {
                Name = "create",
                Method = "POST",
                Path = "/api/users",
                Body = "{\"email\":\"{unique}@probe.example\"}",
                Status = 201,
                Keep = { ["id"] = "id" },
            },
            new() { Name = "read", Path = "/api/users/{id}", Contains = "\"Probe\"" },
            new() { Name = "delete", Method = "DELETE", Path = "/api/users/{id}", Status = 204, Always = true },
        ],
    };

    private static SeriesKey Key(string outcome, string reason) =>
        new(Measure.Probes, "gateway", "/api/users", outcome, reason);

    private Dictionary<SeriesKey, Histogram> Sum() => _recent.Sum(Noon, Noon.AddMinutes(1));

    private static Task<ReplicaServer> AnsweringAfterAsync(TimeSpan delay) =>
        new ReplicaServer(context => Task.Delay(delay, context.RequestAborted)).StartAsync();

    private async Task ProbeAsync(
        Uri target, DateTimeOffset tick, double timeoutSeconds = 20, params ProbeSuiteSettings[] suites)
    {
        var settings = new ProbeSettings
        {
            Target = target,
            Timeout = TimeSpan.FromSeconds(timeoutSeconds),
            Suites = [.. suites],
        };
        await using var meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var clock = new StartedAt(Noon);
        using var prober = new Prober(
            settings, new TrafficKey("0123456789abcdef"), new Clients(), new Counts(_recent),
            new Connectivity(() => _isBlind), new CertificateWatch(clock),
            meters.GetRequiredService<IMeterFactory>(), clock, NullLogger<Prober>.Instance);
        await prober.RoundAsync(tick, Cancellation);
    }

    /// <summary>Time goes on, for the patience of a probe, but it was noon when the prober started.</summary>
    private sealed class StartedAt(DateTimeOffset start) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => start;
    }

    private sealed class Counts(RecentCounts recent) : IProbeCounts
    {
        public bool Add(DateTimeOffset tick, SeriesKey probe)
        {
            recent.Add(tick, [(probe, Histogram.Of(1))]);
            return true;
        }
    }

    private sealed class Clients : IHttpClientFactory
    {
        public HttpClient CreateClient(string name) => new(new SocketsHttpHandler { AllowAutoRedirect = false });
    }
}
