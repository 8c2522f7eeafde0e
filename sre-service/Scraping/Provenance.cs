using Platform.Configuration;
using SreService.Leadership;

namespace SreService.Scraping;

/// <summary>What every report says of itself: when it was made, how old its data is, and which replica measured it.</summary>
internal sealed class Provenance(
    Replicas replicas, LeadershipTracker leadership, ServiceIdentity self, TimeProvider clock)
{
    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Seconds since the last round of scrapes; null before the first.</summary>
    public double? DataAgeSeconds => replicas.AgeSeconds;

    public LeaderReport Leader => LeaderReport.Of(leadership.Current, self.InstanceId);
}
