using Microsoft.Extensions.Diagnostics.HealthChecks;
using SreService.Leadership;
using SreService.Slices;

namespace SreService.Scraping;

/// <summary>
/// Whether this replica follows a leader whose rounds it cannot read, because it does not reach the database. It then
/// knows nothing about the present and is not ready: the gateway asks the leader instead.
/// </summary>
internal sealed class FollowerConnection(LeadershipTracker leadership, Storage storage) : IHealthCheck
{
    public const string CheckName = "leader";

    public bool IsLost => leadership.Current.Role == LeadershipRole.Follower && !storage.State.Available;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Task.FromResult(IsLost
            ? HealthCheckResult.Unhealthy("It follows a leader whose rounds it cannot read.")
            : HealthCheckResult.Healthy());
}
