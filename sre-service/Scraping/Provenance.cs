using Platform.Configuration;
using SreService.Leadership;

namespace SreService.Scraping;

/// <summary>The provenance of every report: its time, the age of its data, and the leader that evaluated it.</summary>
internal sealed class Provenance(Replicas replicas, LeadershipTracker leadership, ServiceIdentity self)
{
    public DateTimeOffset Now => replicas.Now;

    /// <summary>Seconds since the last evaluation round; null before the first.</summary>
    public double? DataAgeSeconds => replicas.AgeSeconds;

    public LeaderReport Leader => LeaderReport.Of(leadership.Current, self.InstanceId);
}
