using Microsoft.Extensions.Diagnostics.HealthChecks;
using SreService.Leadership;
using SreService.Slices;

namespace SreService.Scraping;

/// <summary>
/// Ready when this replica leads, or can show a round. One that has read none yet, or cannot read those of its leader,
/// is not: the gateway asks another replica instead. Without a database it is ready 30 s after its start, with rounds
/// of its own.
/// </summary>
internal sealed class RoundCheck(
    LeadershipTracker leadership, FollowerConnection connection, ReplicaList last, Storage storage, TimeProvider clock)
    : IHealthCheck
{
    public const string Name = "leader";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Task.FromResult(leadership.Current.Role switch
        {
            LeadershipRole.Leader or LeadershipRole.Detached => HealthCheckResult.Healthy(),
            _ when connection.IsLost => HealthCheckResult.Unhealthy("It follows a leader whose rounds it cannot read."),
            LeadershipRole.Undecided when clock.GetUtcNow() - storage.Since < Scrape.Starting =>
                HealthCheckResult.Unhealthy("It does not know yet whether another replica leads."),
            _ when last.At is null => HealthCheckResult.Unhealthy("It has not read an evaluation round yet."),
            _ => HealthCheckResult.Healthy(),
        });
}
