using System.Text.Json;
using SreService.Jobs;
using SreService.Tests.Scraping;
using Testing;

namespace SreService.Tests.Jobs;

public sealed class JobTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly ReplicaText _gateway = new("gateway", "gateway-1", SreSystem.Noon.AddHours(-1));
    private ReplicaServer _replica = null!;
    private SreSystem _system = null!;

    public async ValueTask InitializeAsync()
    {
        _replica = await new ReplicaServer(() => _gateway.ToString()).StartAsync();
        _system = await new SreSystem(await postgres.CreateDatabaseAsync()).Watching("gateway", _replica)
            .With("Jobs:Expected:0:Name", "backup")
            .With("Jobs:Expected:0:Every", "00:10:00")
            .With("Jobs:Expected:0:Grace", "00:01:00")
            .StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync();
        await _replica.DisposeAsync();
    }

    [Fact]
    public async Task Job_without_heartbeat_is_missed_until_the_next_one()
    {
        await AtAsync(11);
        Assert.Empty(await MissedAsync());

        await AtAsync(11.5);
        Assert.Contains("last heartbeat: none", Assert.Single(await MissedAsync()), StringComparison.Ordinal);

        Assert.Equal(204, await SayAsync(new { name = "backup", result = "succeeded" }));
        await AtAsync(12);
        Assert.Empty(await MissedAsync());

        // 11 minutes and 30 seconds, then 11 more.
        await AtAsync(23);
        Assert.Single(await MissedAsync());
    }

    [Fact]
    public async Task Failed_job_shows_its_message()
    {
        Assert.Equal(204, await SayAsync(new { name = "backup", result = "failed", message = "the disk is full" }));
        await AtAsync(1);

        Assert.Equal("Job backup failed: the disk is full", Assert.Single(await MissedAsync()));
        var job = (await _system.GetAsync("/sre/probes")).GetProperty("jobs")[0];
        Assert.False(job.GetProperty("succeeded").GetBoolean());
    }

    [Fact]
    public async Task Unknown_job_result_or_key_is_refused()
    {
        Assert.Equal(400, await SayAsync(new { name = "another", result = "succeeded" }));
        Assert.Equal(400, await SayAsync(new { name = "backup", result = "maybe" }));
        Assert.Equal(401, (await _system.PostAsync("/internal/jobs", "{}"u8.ToArray(), key: "wrong")).Status);
    }

    [Fact]
    public void All_problems_of_jobs_are_reported() => Assert.Equal(
        ["Expected:0:Name", "Expected:0:Every", "Expected:2:Name"],
        new JobSettings
        {
            Expected =
            [
                new() { Name = "A job", Every = TimeSpan.Zero },
                new() { Name = "backup" },
                new() { Name = "backup" },
            ],
        }.Problems().Select(problem => problem.Key));

    private async Task<int> SayAsync(object said) =>
        (await _system.PostAsync("/internal/jobs", JsonSerializer.SerializeToUtf8Bytes(said))).Status;

    private async Task AtAsync(double minute)
    {
        _system.Clock.SetUtcNow(SreSystem.Noon.AddMinutes(minute).AddSeconds(-5));
        await _system.TickAsync();
    }

    private async Task<string[]> MissedAsync() =>
        [.. (await _system.GetAsync("/sre/alerts")).GetProperty("alerts").EnumerateArray()
            .Where(alert => alert.GetProperty("rule").GetString() == "job_missed")
            .Select(alert => alert.GetProperty("message").GetString()!)];
}
