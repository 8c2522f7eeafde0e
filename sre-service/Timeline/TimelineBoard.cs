using System.Collections.Immutable;
using System.Globalization;
using SreService.Counting;
using SreService.Objectives;
using SreService.Scraping;

namespace SreService.Timeline;

/// <summary>Finds what happened from round to round. Whoever moves it holds the evaluator's gate.</summary>
internal sealed class TimelineBoard(Catalogue catalogue)
{
    /// <summary>The revision of the objectives that was in force in the last round; null before the first.</summary>
    public string? Configuration { get; private set; }

    /// <summary>When they came into force in place of others; null when they never did.</summary>
    public DateTimeOffset? ConfiguredAt { get; private set; }

    public void Restore(string? configuration, DateTimeOffset? configuredAt) =>
        (Configuration, ConfiguredAt) = (configuration, configuredAt);

    /// <returns>Of a day: the process that started last or the objectives that came into force; null when there was neither.</returns>
    public string? LastChange(IEnumerable<Replica> replicas, DateTimeOffset now)
    {
        var start = RecentStart.Of(replicas, now).FirstOrDefault();
        return ConfiguredAt is { } at && now - at < RecentStart.Lately && !(start?.StartedAt > at)
            ? string.Create(CultureInfo.InvariantCulture, $"objectives {Configuration} came into force {at.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z")
            : start?.Text;
    }

    /// <returns>What happened since the last round.</returns>
    public IReadOnlyList<TimelineEvent> Refresh(IReadOnlyList<Replica> before, ImmutableArray<Replica> after, DateTimeOffset now)
    {
        List<TimelineEvent> happened = [.. ReplicaEvents.Between(before, after, now)];
        var revision = catalogue.Current.Revision;
        if (Configuration is { } earlier && earlier != revision)
        {
            happened.Add(new TimelineEvent(
                now, TimelineEventKind.Configuration, SystemServices.Sre, "objectives", $"{revision} came into force, in place of {earlier}"));
            ConfiguredAt = now;
        }

        Configuration = revision;
        return happened;
    }
}
