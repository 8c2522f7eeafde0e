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
using SreService.Leadership;
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

    private readonly SliceBook _book = new();
    private readonly LeadershipTracker _evaluator = new();
    private bool _isBlind;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_probe_says_that_it_is_one_and_proves_it()
    {
        HeaderDictionary? headers = null;
        await using var gateway = await new ReplicaServer(context =>
        {
            headers = new HeaderDictionary(context.Request.Headers.ToDictionary());
            return Task.CompletedTask;
        }).StartAsync();

        await ProbeAsync(gateway.Address, Noon);

        Assert.Equal(("probe", "0123456789abcdef"), (headers!["X-Traffic-Class"].ToString(), headers["X-Traffic-Key"].ToString()));
        Assert.Equal(1, Sum()[Key(Outcome.Good, "")].Count);
    }

    [Theory]
    [InlineData(503, "status_503")]
    [InlineData(404, "status_404")]
    [InlineData(302, "status_302")]
    public async Task Anything_but_success_is_a_failure(int status, string reason)
    {
        await using var gateway = await new ReplicaServer(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        }).StartAsync();

        await ProbeAsync(gateway.Address, Noon.AddSeconds(30));

        Assert.Equal(1, Sum()[Key(Outcome.Bad, reason)].Count);
    }

    [Fact]
    public async Task A_gateway_that_does_not_answer_in_time_has_failed()
    {
        await using var gateway = await new ReplicaServer(context => Task.Delay(Timeout.Infinite, context.RequestAborted)).StartAsync();

        await ProbeAsync(gateway.Address, Noon.AddSeconds(30), timeoutSeconds: 0.5);

        Assert.Equal(1, Sum()[Key(Outcome.Bad, "timeout")].Count);
    }

    [Fact]
    public async Task A_gateway_that_has_not_answered_yet_may_be_starting_for_a_while()
    {
        var nobody = new Uri("http://127.0.0.1:1");

        await ProbeAsync(nobody, Noon.AddSeconds(25));
        Assert.Empty(Sum());

        await ProbeAsync(nobody, Noon.AddSeconds(30));
        Assert.Equal(1, Sum()[Key(Outcome.Bad, "connection")].Count);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public async Task Who_is_cut_off_himself_says_nothing_about_the_gateway(bool isBlind, int failures)
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
    public void Whoever_reaches_its_database_or_another_replica_sees(bool database, bool reads, bool other, bool sees)
    {
        var replica = Replica.Unseen(new("gateway", new Uri("http://10.0.0.1:9090"), null)).Saw(new(
            new("gateway", other ? "gateway-1" : "me", Noon), "1", Noon, new Dictionary<Series, Tally>(), new Dictionary<Series, double>()));

        Assert.Equal(sees, Vantage.Sees(database, reads, [replica], "me"));
    }

    [Fact]
    public async Task A_user_is_made_read_and_removed()
    {
        var requests = new ConcurrentQueue<string>();
        await using var gateway = await new ReplicaServer(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            requests.Enqueue($"{context.Request.Method} {context.Request.Path} {await reader.ReadToEndAsync(Cancellation)}".TrimEnd());
            context.Response.StatusCode = context.Request.Method switch { "POST" => 201, "DELETE" => 204, _ => 200 };
            await context.Response.WriteAsync(context.Request.Method == "DELETE" ? "" : "{\"id\":42,\"name\":\"Probe\"}", Cancellation);
        }).StartAsync();

        await ProbeAsync(gateway.Address, Noon.AddSeconds(30), suites: Journey());

        // The path is asked for at the same time.
        string[] journey = [.. requests.Where(request => request != "GET /api/users")];
        Assert.Matches("POST /api/users {\"email\":\"[0-9a-f]{12}@probe.example\"}", journey[0]);
        Assert.Equal(["GET /api/users/42", "DELETE /api/users/42"], journey[1..]);
        Assert.Equal(
            ["/api/users", "users/create", "users/delete", "users/read"], Sum().Keys.Where(key => key.Outcome == Outcome.Good).Select(key => key.Route).Order());
    }

    [Theory]
    [InlineData(201, "{\"id\":42,\"name\":\"Somebody else\"}", "users/read body", "users/delete")]
    [InlineData(500, "", "users/create status_500", null)]
    [InlineData(201, "no JSON", "users/create body", null)]
    public async Task After_a_step_that_failed_only_cleaning_up_is_done(int status, string body, string failed, string? cleaned)
    {
        await using var gateway = await new ReplicaServer(context =>
        {
            context.Response.StatusCode = context.Request switch { { Method: "POST" } => status, { Method: "DELETE" } => 204, _ => 200 };
            return context.Request.Method == "DELETE" ? Task.CompletedTask : context.Response.WriteAsync(body, Cancellation);
        }).StartAsync();

        await ProbeAsync(gateway.Address, Noon.AddSeconds(30), suites: Journey());

        Assert.Equal([failed], Sum().Keys.Where(key => key.Outcome == Outcome.Bad).Select(key => $"{key.Route} {key.Reason}"));
        Assert.Equal(cleaned is not null, Sum().Keys.Any(key => key is { Route: "users/delete", Outcome: Outcome.Good }));
    }

    [Fact]
    public async Task An_answer_that_takes_longer_than_it_may_is_slow()
    {
        await using var gateway = await new ReplicaServer(context => Task.Delay(50, context.RequestAborted)).StartAsync();

        await ProbeAsync(gateway.Address, Noon.AddSeconds(30), suites: new ProbeSuiteSettings
        {
            Name = "fast",
            Steps = [new() { Name = "list", Path = "/api/users", Within = TimeSpan.FromMilliseconds(20) }],
        });

        Assert.Equal("slow", Assert.Single(Sum().Keys, key => key.Outcome == Outcome.Bad).Reason);
    }

    [Fact]
    public async Task What_a_follower_finds_is_left_to_the_evaluator_and_counted_once()
    {
        var follower = new ReplicaText("sre-service", "sre-2", SreSystem.Noon.AddHours(-1));
        await using var replica = await new ReplicaServer(() => follower.ToString()).StartAsync();
        await using var system = await new SreSystem(await postgres.CreateDatabaseAsync()).Watching("sre-service", replica).StartAsync();
        await system.TickAsync();

        follower.Add("sre_probes_total{target=\"gateway\",path=\"/api/users\",outcome=\"good\",reason=\"\",counted_by=\"reader\"}", 3)
            .Add("sre_probes_total{target=\"gateway\",path=\"/api/users\",outcome=\"good\",reason=\"\",counted_by=\"evaluator\"}", 50);
        await system.TickAsync(2);

        var probes = await system.GetAsync("/sre/probes");
        Assert.Equal(3, Assert.Single(probes.GetProperty("steps").EnumerateArray()).GetProperty("good").GetInt32());
        Assert.Equal("sre-2", Assert.Single(probes.GetProperty("vantages").EnumerateArray()).GetProperty("instance").GetString());
    }

    [Fact]
    public void A_certificate_that_expires_soon_is_told()
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
    public void A_suite_that_makes_no_sense_is_refused_with_every_reason() => Assert.Equal(
        ["Probes:CertificateDays", "Probes:Suites:0:Name", "Probes:Suites:0:Every", "Probes:Suites:0:Steps", "Probes:Suites:1:Steps:0:Name",
            "Probes:Suites:1:Steps:0:Path", "Probes:Suites:1:Steps:0:Status"],
        new ProbeSettings
        {
            Target = new("http://gateway:8080"),
            CertificateDays = 7,
            Suites = [new() { Name = "Users", Every = TimeSpan.Zero }, new() { Name = "b", Steps = [new() { Path = "x", Status = 7 }] }],
        }.Problems().Select(problem => problem.Key));

    private static ProbeSuiteSettings Journey() => new()
    {
        Name = "users",
        Steps =
        [
            new() { Name = "create", Method = "POST", Path = "/api/users", Body = "{\"email\":\"{unique}@probe.example\"}", Status = 201, Keep = { ["id"] = "id" } },
            new() { Name = "read", Path = "/api/users/{id}", Contains = "\"Probe\"" },
            new() { Name = "delete", Method = "DELETE", Path = "/api/users/{id}", Status = 204, Always = true },
        ],
    };

    private static CountKey Key(string outcome, string reason) =>
        new(Measure.Probes, "gateway", "/api/users", outcome, reason);

    private Dictionary<CountKey, Tally> Sum() => _book.Sum(Noon, Noon.AddMinutes(1));

    private async Task ProbeAsync(Uri target, DateTimeOffset tick, double timeoutSeconds = 20, params ProbeSuiteSettings[] suites)
    {
        var settings = new ProbeSettings { Target = target, Timeout = TimeSpan.FromSeconds(timeoutSeconds), Suites = [.. suites] };
        await using var meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var prober = new Prober(
            settings, new TrafficKey("0123456789abcdef"), new Clients(), _book, _evaluator, new Vantage(() => _isBlind), new CertificateWatch(new StartedAt(Noon)),
            meters.GetRequiredService<IMeterFactory>(), new StartedAt(Noon), NullLogger<Prober>.Instance);
        await prober.RoundAsync(tick, Cancellation);
    }

    /// <summary>Time goes on, for the patience of a probe, but it was noon when the prober started.</summary>
    private sealed class StartedAt(DateTimeOffset start) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => start;
    }

    private sealed class Clients : IHttpClientFactory
    {
        public HttpClient CreateClient(string name) => new(new SocketsHttpHandler { AllowAutoRedirect = false });
    }
}
