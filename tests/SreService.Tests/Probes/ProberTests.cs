using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Requests;
using SreService.Evaluation;
using SreService.Probes;
using SreService.Slices;
using SreService.Tests.Scraping;

namespace SreService.Tests.Probes;

public sealed class ProberTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private readonly SliceBook _book = new();

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

    private static CountKey Key(string outcome, string reason) =>
        new(Measure.Probes, "gateway", "/api/users", outcome, reason);

    private Dictionary<CountKey, Tally> Sum() => _book.Sum(Noon, Noon.AddMinutes(1));

    private async Task ProbeAsync(Uri target, DateTimeOffset tick, double timeoutSeconds = 20)
    {
        var settings = new ProbeSettings { Target = target, Timeout = TimeSpan.FromSeconds(timeoutSeconds) };
        await using var meters = new ServiceCollection().AddMetrics().BuildServiceProvider();
        using var prober = new Prober(
            settings, new TrafficKey("0123456789abcdef"), new Clients(), _book, new Evaluator(),
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
