using System.Net.Http.Json;
using System.Text.Json;
using Testing;

namespace EndToEnd.Tests;

/// <summary>What the system reports about itself, read through the gateway.</summary>
internal sealed class ServiceLevels(HttpClient gateway)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>
    /// Waits until each replica of sre-service says so: one that follows is a second behind the one that leads.
    /// </summary>
    public static async Task AllSayAsync(
        RunningSystem system, Func<ServiceLevels, Task<bool>> condition, TimeSpan within)
    {
        foreach (var sre in system.Topology.Of("sre"))
        {
            using var client = new HttpClient { BaseAddress = sre.Address };
            await Eventually.HoldsAsync(() => condition(new ServiceLevels(client)), within);
        }
    }

    public Task<JsonElement> GetAsync(string path) => gateway.GetFromJsonAsync<JsonElement>(path, Cancellation);

    /// <returns>HEALTHY, DEGRADED, CRITICAL or UNKNOWN.</returns>
    public async Task<string> ComponentAsync(string name) =>
        (await GetAsync("/sre/health")).GetProperty("components").GetProperty(name).GetProperty("status").GetString()!;

    public async Task<string> BreakerAsync(string name) =>
        (await GetAsync("/sre/circuit-breakers")).GetProperty("circuit_breakers").TryGetProperty(name, out var breaker)
            ? breaker.GetProperty("state").GetString()!
            : "absent";

    public async Task<string[]> AlertsAsync() =>
        [.. (await GetAsync("/sre/alerts")).GetProperty("alerts").EnumerateArray()
            .Select(alert => alert.GetProperty("message").GetString()!)];

    public async Task<Counts> CountsAsync(string objective)
    {
        var slo = await GetAsync($"/sre/slos/{objective}");
        return new(
            slo.GetProperty("good").GetInt64(), slo.GetProperty("bad").GetInt64(), slo.GetProperty("total").GetInt64());
    }

    /// <summary>Waits for the end of another evaluation round.</summary>
    public async Task NextRoundAsync()
    {
        var last = await LastRoundAsync();
        await Eventually.HoldsAsync(
            async () => await LastRoundAsync() - last > TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
    }

    private async Task<DateTimeOffset> LastRoundAsync()
    {
        var report = await GetAsync("/sre/slos");
        var age = report.GetProperty("data_age_seconds").GetDouble();
        return report.GetProperty("timestamp").GetDateTimeOffset() - TimeSpan.FromSeconds(age);
    }
}

/// <summary>The integer counts of an objective.</summary>
internal readonly record struct Counts(long Good, long Bad, long Total);
