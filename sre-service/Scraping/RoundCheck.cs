using Microsoft.Extensions.Diagnostics.HealthChecks;
using SreService.Leadership;

namespace SreService.Scraping;

/// <summary>
/// Ready when this replica leads, or can show a round. One that has read none yet, or cannot read those of its leader,
/// is not: the gateway asks another replica instead.
/// </summary>
internal sealed class RoundCheck(LeadershipTracker leadership, FollowerConnection connection, ReplicaList last)
    : IHealthCheck
{
    public const string Name = "leader";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Task.FromResult(
            leadership.Current.Role is LeadershipRole.Leader or LeadershipRole.Detached ? HealthCheckResult.Healthy()
            : connection.IsLost ? HealthCheckResult.Unhealthy("It follows a leader whose rounds it cannot read.")
            : last.At is null ? HealthCheckResult.Unhealthy("It has not read an evaluation round yet.")
            : HealthCheckResult.Healthy());
}
