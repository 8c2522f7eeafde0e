using Microsoft.AspNetCore.Http;
using SreService.Scraping;
using Testing;

namespace SreService.Tests.Scraping;

/// <summary>Whatever answers at a replica's address becomes a scrape or a reason, in time.</summary>
public sealed class ReplicaScraperTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 12, 0, 0, 250, TimeSpan.Zero);
    private static readonly ScrapingSettings Settings =
        new() { Timeout = TimeSpan.FromSeconds(20), MaxBytes = 100_000, MaxSeries = 500 };
    private static readonly ScrapingSettings Hurried = new() { Timeout = TimeSpan.FromMilliseconds(500) };

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task Scrape_has_process_and_counters()
    {
        var (scrape, failure) = await ReadAsync(Replica("users-1").Set("process_cpu_limit", 0.25).ToString());

        Assert.Null(failure);
        Assert.Equal(new ProcessIdentity("users-service", "users-1", Start), scrape!.Process);
        Assert.Equal(("1.2.3", 0.25), (scrape.Version, scrape.Gauge("process_cpu_limit")));
        Assert.Equal(2, scrape.Counters.Values.Single().Count);
    }

    [Fact]
    public async Task Unexpected_instance_is_refused()
    {
        var (_, failure) = await ReadAsync(Replica("users-9").ToString(), expected: "users-1");

        Assert.Equal(new ScrapeFailure(FailureKind.Refused, "users-9 answers here, not users-1"), failure);
    }

    [Fact]
    public async Task Unexpected_service_is_refused()
    {
        var (_, failure) = await ReadAsync(new ReplicaText("gateway", "g-1", Start).ToString());

        Assert.Equal(new ScrapeFailure(FailureKind.Refused, "gateway answers here"), failure);
    }

    [Fact]
    public async Task Page_without_process_identity_is_unreadable()
    {
        var (_, failure) = await ReadAsync("up 1\n");

        Assert.Equal(new ScrapeFailure(FailureKind.Unreadable, "does not identify its process"), failure);
    }

    [Fact]
    public async Task Garbage_is_unreadable()
    {
        var (_, failure) = await ReadAsync("<html><body>It works!</body></html>");

        Assert.Equal(new ScrapeFailure(FailureKind.Unreadable, "line 1 is not Prometheus text"), failure);
    }

    [Fact]
    public async Task Both_formats_are_accepted()
    {
        string? accept = null;
        var (scrape, _) = await ReadAsync(context =>
        {
            accept = context.Request.Headers.Accept;
            return OpenMetricsAsync(context, $"{Replica("users-1")}# EOF\n");
        });

        Assert.Equal("application/openmetrics-text;version=1.0.0, text/plain;version=0.0.4;q=0.5", accept);
        Assert.Equal(2, scrape!.Counters.Values.Single().Count);
    }

    [Fact]
    public async Task OpenMetrics_page_without_end_is_unreadable()
    {
        var (_, failure) = await ReadAsync(context => OpenMetricsAsync(context, Replica("users-1").ToString()));

        Assert.Equal(
            new ScrapeFailure(FailureKind.Unreadable, "is cut off: it does not end with # EOF"), failure);
    }

    [Theory]
    [InlineData(-60, -60)]
    [InlineData(0, 0)]
    [InlineData(3600, 3600)]
    public async Task Clock_skew_follows_from_the_Date_header(int ahead, double seconds)
    {
        var (scrape, _) = await ReadAsync(context =>
        {
            context.Response.Headers.Date = TimeProvider.System.GetUtcNow().AddSeconds(ahead).ToString("R");
            return context.Response.WriteAsync(Replica("users-1").ToString());
        });

        Assert.InRange(scrape!.ClockSkew!.Value.TotalSeconds, seconds - 20, seconds + 2);
    }

    [Fact]
    public async Task Age_is_the_exposed_uptime()
    {
        var (scrape, _) = await ReadAsync(Replica("users-1").Set("process_uptime_seconds", 7.5).ToString());

        Assert.Equal(TimeSpan.FromSeconds(7.5), scrape!.Age);
    }

    [Fact]
    public async Task Error_status_is_unreadable()
    {
        var (_, failure) = await ReadAsync(context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        });

        Assert.Equal(new ScrapeFailure(FailureKind.Unreadable, "answered 500"), failure);
    }

    [Fact]
    public async Task Redirect_is_not_followed()
    {
        var (_, failure) = await ReadAsync(context =>
        {
            context.Response.Redirect("http://127.0.0.1:1/");
            return Task.CompletedTask;
        });

        Assert.Equal("answered 302", failure!.Reason);
    }

    [Fact]
    public async Task Slow_response_times_out()
    {
        var (_, failure) = await ReadAsync(
            context => Task.Delay(Timeout.Infinite, context.RequestAborted), settings: Hurried);

        Assert.Equal(new ScrapeFailure(FailureKind.Unreachable, "no answer within 0.5 s"), failure);
    }

    [Fact]
    public async Task Endless_response_is_cut_off()
    {
        var (_, failure) = await ReadAsync(async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync(new string('#', 10_000) + "\n");
            }
        });

        Assert.Equal(new ScrapeFailure(FailureKind.Unreadable, "answered more than 100000 bytes"), failure);
    }

    [Fact]
    public async Task Truncated_response_is_a_failure()
    {
        var (scrape, failure) = await ReadAsync(async context =>
        {
            await context.Response.WriteAsync(Replica("users-1").ToString());
            await context.Response.Body.FlushAsync();
            context.Abort();
        });

        Assert.Null(scrape);
        Assert.Equal(FailureKind.Unreachable, failure!.Kind);
    }

    [Fact]
    public async Task Refused_connection_is_a_failure()
    {
        var target = new Target("users-service", new Uri($"http://127.0.0.1:{FreePorts.Next()}"), null);

        var (_, failure) = await ReaderOf(target, Settings).ReadAsync(Cancellation);

        Assert.Equal(new ScrapeFailure(FailureKind.Unreachable, "connection refused"), failure);
    }

    private ReplicaScraper ReaderOf(Target target, ScrapingSettings settings) =>
        new(target, _http, new ScrapeCache(100), settings, TimeProvider.System);

    private static Task OpenMetricsAsync(HttpContext context, string page)
    {
        context.Response.ContentType = "application/openmetrics-text; version=1.0.0; charset=utf-8";
        return context.Response.WriteAsync(page);
    }

    private static ReplicaText Replica(string instance) =>
        new ReplicaText("users-service", instance, Start).Answered(2, seconds: 0.01);

    private Task<(Scrape? Scrape, ScrapeFailure? Failure)> ReadAsync(string page, string? expected = null) =>
        ReadAsync(context => context.Response.WriteAsync(page), expected);

    private async Task<(Scrape? Scrape, ScrapeFailure? Failure)> ReadAsync(
        Func<HttpContext, Task> answer, string? expected = null, ScrapingSettings? settings = null)
    {
        await using var server = await new ReplicaServer(answer).StartAsync();
        var target = new Target("users-service", server.Address, expected);
        return await ReaderOf(target, settings ?? Settings).ReadAsync(Cancellation);
    }
}
