using System.Net;
using Microsoft.AspNetCore.Builder;

namespace Platform.Tests.Health;

public sealed class DrainTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Draining_service_is_not_ready_and_finishes_requests_in_flight()
    {
        var arrived = new TaskCompletionSource();
        var finish = new TaskCompletionSource();
        await using var service = await TestService.StartAsync(
            app => app.MapGet("/slow", async () =>
            {
                arrived.SetResult();
                await finish.Task;
                return "finished";
            }),
            settings: ("Service:DrainDelay", "00:00:02"));
        var slow = service.Client.GetStringAsync("/slow", Cancellation);
        await arrived.Task;

        var stopping = service.StopAsync();
        using var ready = await service.Client.GetAsync("/health/ready", Cancellation);
        using var live = await service.Client.GetAsync("/health/live", Cancellation);
        finish.SetResult();

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (ready.StatusCode, live.StatusCode));
        Assert.Contains("draining", await ready.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Equal("finished", await slow);
        await stopping;
    }
}
