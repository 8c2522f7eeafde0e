using Microsoft.Extensions.DependencyInjection;
using SreService.Alerting;
using SreService.Counting;
using SreService.Incidents;
using SreService.Leadership;
using SreService.Notifications;
using SreService.Objectives;
using SreService.Probes;
using SreService.Scraping;
using SreService.Slices;
using SreService.Tests.Scraping;
using Testing;

namespace SreService.Tests.Rounds;

/// <summary>All parts of one answer come from one round.</summary>
public sealed class OneRoundTests(PostgresFixture postgres) : IAsyncLifetime
{
    private readonly ReplicaText _text = new("gateway", "gateway-1", SreSystem.Noon.AddHours(-1));
    private ReplicaServer _replica = null!;
    private SreSystem _system = null!;

    public async ValueTask InitializeAsync()
    {
        _replica = await new ReplicaServer(_text.ToString).StartAsync();
        _system = await new SreSystem(await postgres.CreateDatabaseAsync()).Watching("gateway", _replica).StartAsync();
        await _system.TickAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _system.DisposeAsync();
        await _replica.DisposeAsync();
    }

    [Fact]
    public async Task Request_with_replicas_of_a_round_gets_alerts_of_the_same_round()
    {
        using var request = _system.Services.CreateScope();
        var replicas = request.ServiceProvider.GetRequiredService<Replicas>();
        Assert.All(replicas.All, replica => Assert.Null(replica.Failure));

        await EndGatewayAsync();

        Assert.Empty(request.ServiceProvider.GetRequiredService<AlertList>().Alerts);
        Assert.Empty(request.ServiceProvider.GetRequiredService<IncidentList>().All);
    }

    [Fact]
    public async Task Request_with_alerts_of_a_round_gets_replicas_of_the_same_round()
    {
        using var request = _system.Services.CreateScope();
        Assert.Empty(request.ServiceProvider.GetRequiredService<AlertList>().Alerts);

        await EndGatewayAsync();

        Assert.All(
            request.ServiceProvider.GetRequiredService<Replicas>().All, replica => Assert.Null(replica.Failure));
    }

    [Fact]
    public async Task Request_with_alerts_of_a_round_gets_objectives_of_the_same_round()
    {
        using var request = _system.Services.CreateScope();
        Assert.Empty(request.ServiceProvider.GetRequiredService<AlertList>().Alerts);

        _text.Answered(10, 0.01, "bad", "timeout");
        await _system.TickAsync();

        Assert.Equal((0, null), SuccessIn(request));
        using var next = _system.Services.CreateScope();
        Assert.NotEmpty(next.ServiceProvider.GetRequiredService<AlertList>().Alerts);
        Assert.Equal((10, 100), SuccessIn(next));
    }

    [Fact]
    public void Probe_counts_here_unless_this_replica_is_a_follower()
    {
        var probe = new SeriesKey(Measure.Probes, "gateway", "/api/users", EventOutcome.Good, "");
        var counts = _system.Services.GetRequiredService<IProbeCounts>();
        var leadership = _system.Services.GetRequiredService<LeadershipTracker>();

        Assert.True(counts.Add(SreSystem.Noon, probe));
        leadership.Lose(leadership.Current.Term);

        Assert.False(counts.Add(SreSystem.Noon, probe));
        var recent = _system.Services.GetRequiredService<RecentCounts>();
        Assert.Equal(1, recent.SumSince(SreSystem.Noon.AddTicks(-1))[probe].Count);
    }

    [Fact]
    public async Task Next_request_gets_all_parts_of_the_next_round()
    {
        await EndGatewayAsync();

        using var request = _system.Services.CreateScope();
        Assert.All(
            request.ServiceProvider.GetRequiredService<Replicas>().All, replica => Assert.NotNull(replica.Failure));
        Assert.Contains(
            request.ServiceProvider.GetRequiredService<AlertList>().Alerts, alert => alert.Rule == "replica_down");
        Assert.Single(request.ServiceProvider.GetRequiredService<IncidentList>().All);
    }

    [Fact]
    public void Request_that_waits_shows_the_age_that_the_data_had_at_its_start()
    {
        using var request = _system.Services.CreateScope();
        var replicas = request.ServiceProvider.GetRequiredService<Replicas>();
        var provenance = request.ServiceProvider.GetRequiredService<Provenance>();

        _system.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal((0, false), (replicas.AgeSeconds, replicas.Stale));
        Assert.Equal(replicas.Now, provenance.Now);
    }

    [Fact]
    public async Task Incident_that_is_read_from_the_database_is_as_of_the_newest_round()
    {
        await EndGatewayAsync();
        using var request = _system.Services.CreateScope();
        var incidents = request.ServiceProvider.GetRequiredService<IncidentReader>();

        await _replica.StartAsync();
        await _system.TickAsync(15);

        var report = await incidents.ReadAsync(TimeSpan.FromDays(1), TestContext.Current.CancellationToken);
        Assert.Equal(IncidentStatus.Mitigated, Assert.Single(report.Incidents).Status);
    }

    [Fact]
    public async Task Delivery_between_rounds_changes_only_the_receivers()
    {
        using var before = _system.Services.CreateScope();
        var alerts = before.ServiceProvider.GetRequiredService<AlertList>();
        var receivers = new ReceiverStates([new("hook", [], [])]);

        _system.Services.GetRequiredService<IReceiverStates>().Change(_ => receivers);

        using var after = _system.Services.CreateScope();
        Assert.Same(alerts, after.ServiceProvider.GetRequiredService<AlertList>());
        Assert.Same(receivers, after.ServiceProvider.GetRequiredService<ReceiverStates>());
        Assert.Empty(before.ServiceProvider.GetRequiredService<ReceiverStates>().All);
    }

    /// <returns>Bad requests in the window of the success rate, and its burn rate over the last hour.</returns>
    private static (long Bad, double? Burn) SuccessIn(IServiceScope request)
    {
        var report = request.ServiceProvider.GetRequiredService<SloReader>().Find("success")!;
        return (report.Bad, report.Burns[0].LongBurn);
    }

    private async Task EndGatewayAsync()
    {
        await _replica.StopAsync();
        await _system.TickAsync(3);
    }
}
