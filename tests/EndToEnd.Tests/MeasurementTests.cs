using Local.Demo;
using Testing;

namespace EndToEnd.Tests;

/// <summary>The counts equal the requests that were sent, exactly.</summary>
public sealed class MeasurementTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Counts_equal_the_requests_that_the_demo_traffic_sent()
    {
        await using var system = await RunningSystem.StartAsync(Cancellation);
        var levels = new ServiceLevels(system.Gateway);
        var minutes = new List<DemoMinute>();
        using var demo = new DemoTraffic(system.Topology.Gateway, TimeProvider.System, minutes.Add);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);

        var traffic = demo.RunAsync(stop.Token);
        await Eventually.HoldsAsync(() => minutes.Count > 0 && demo.Total.Good > 150, TimeSpan.FromSeconds(150));
        await stop.CancelAsync();
        await traffic;

        var sent = new Counts(demo.Total.Good, demo.Total.Bad, demo.Total.Good + demo.Total.Bad);
        Assert.Equal(0, demo.Total.Unanswered);
        await ServiceLevels.AllSayAsync(
            system, async replica => (await replica.CountsAsync("success")).Total >= sent.Total,
            TimeSpan.FromSeconds(30));
        Assert.Equal(sent, await levels.CountsAsync("success"));
        foreach (var minute in minutes)
        {
            Assert.Equal(minute.Good + minute.Bad, await SliceAsync(levels, minute.Start));
        }
    }

    private static async Task<long> SliceAsync(ServiceLevels levels, DateTimeOffset minute)
    {
        var slices = await levels.GetAsync("/sre/slos/success/slices");
        return slices.GetProperty("slices").EnumerateArray()
            .Single(slice => slice.GetProperty("minute").GetDateTimeOffset() == minute)
            .GetProperty("total").GetInt64();
    }
}
