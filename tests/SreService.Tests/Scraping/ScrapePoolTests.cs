using System.Collections.Immutable;
using System.Text;
using Microsoft.AspNetCore.Http;
using SreService.Scraping;

namespace SreService.Tests.Scraping;

/// <summary>One target's trouble is no other's.</summary>
public sealed class ScrapePoolTests : IHttpClientFactory, IAsyncLifetime
{
    private const int Each = 10;

    private static readonly DateTimeOffset Start = TimeProvider.System.GetUtcNow();
    private static readonly ScrapingSettings Settings =
        new() { Timeout = TimeSpan.FromSeconds(8), MaxBytes = 1_000_000, MaxSeries = 500 };

    private readonly List<ReplicaServer> _servers = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    public HttpClient CreateClient(string name) => new();

    [Fact]
    public async Task Bad_targets_do_not_delay_others()
    {
        var good = await StartAsync(2 * Each, index => context =>
            context.Response.WriteAsync(new ReplicaText("gateway", $"g-{index}", Start).Answered(1, 0.01).ToString()));
        var hanging = await StartAsync(Each, _ => context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        var endless = await StartAsync(Each, _ => EndlessAsync);
        var garbage = await StartAsync(Each, index => context => context.Response.WriteAsync($"<html>{index}</html>"));
        var pool = new ScrapePool(Settings, new ScrapeCache(1000), this, TimeProvider.System);
        ImmutableArray<Target> targets = [.. hanging, .. endless, .. good, .. garbage];
        var replicas = new Dictionary<string, Replica>();

        for (var round = 1; round <= 3; round++)
        {
            var read = await pool.ReadAsync(targets, replicas, Start, Cancellation);
            replicas = read.ToDictionary(replica => replica.Target.Address);

            Assert.All(good, target => Assert.Null(replicas[target.Address].Failure));
            Assert.All(hanging, target => Assert.Equal("no answer within 8 s", Reason(target)));
            Assert.All(endless, target => Assert.Equal("answered more than 1000000 bytes", Reason(target)));
            Assert.All(garbage, target => Assert.Equal("line 1 is not Prometheus text", Reason(target)));
            Assert.All(garbage, target => Assert.Equal(round, replicas[target.Address].Missed));
        }

        string? Reason(Target target) => replicas[target.Address].Failure?.Reason;
    }

    private static async Task EndlessAsync(HttpContext context)
    {
        var comment = Encoding.ASCII.GetBytes(new string('#', 10_000) + "\n");
        // Once nobody reads, writes complete at once: without a look at their result, this would keep a thread of the
        // pool busy until the request is aborted, and with it the readers, which are in this process.
        while (!(await context.Response.BodyWriter.WriteAsync(comment, context.RequestAborted)).IsCompleted)
        {
            await Task.Yield();
        }
    }

    private async Task<Target[]> StartAsync(int count, Func<int, RequestDelegate> answer)
    {
        var servers = Enumerable.Range(0, count)
            .Select(index => answer(index))
            .Select(delegated => new ReplicaServer(context => delegated(context)))
            .ToArray();
        _servers.AddRange(servers);
        await Task.WhenAll(servers.Select(server => server.StartAsync()));
        return [.. servers.Select(server => new Target("gateway", server.Address, null))];
    }
}
