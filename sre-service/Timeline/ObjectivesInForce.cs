using SreService.Scraping;

namespace SreService.Timeline;

/// <summary>Which objectives were in force in a round.</summary>
/// <param name="Revision">Null before the first round.</param>
/// <param name="Since">When they came into force in place of others; null when they never did.</param>
internal sealed record ObjectivesInForce(string? Revision, DateTimeOffset? Since)
{
    public static ObjectivesInForce Unknown { get; } = new(null, null);

    /// <returns>What is in force after a round, and the event when that is another revision.</returns>
    public (ObjectivesInForce State, IReadOnlyList<TimelineEvent> Changes) Next(string revision, DateTimeOffset now) =>
        Revision is not { } before ? (new(revision, Since), [])
        : before == revision ? (this, [])
        : (new(revision, now),
            [new(
                now, TimelineEventKind.Configuration, SystemTopology.Sre, "objectives",
                $"{revision} came into force, in place of {before}")]);

    /// <returns>
    /// The process that started last or the objectives that came into force, within a day; null when there was neither.
    /// </returns>
    public string? LastChange(IEnumerable<Replica> replicas, DateTimeOffset now)
    {
        var start = RecentStart.Of(replicas, now).FirstOrDefault();
        return Since is { } at && now - at < RecentStart.Recent && !(start?.StartedAt > at)
            ? Invariant($"objectives {Revision} came into force {at.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z")
            : start?.Text;
    }
}
