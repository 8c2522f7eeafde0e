using System.Collections.Immutable;

namespace SreService.Scraping;

/// <summary>The replicas as one round of scrapes left them.</summary>
/// <param name="At">When the round was taken; null before the first.</param>
/// <param name="All">In the order of the targets.</param>
internal sealed record ReplicaList(DateTimeOffset? At, ImmutableArray<Replica> All)
{
    public static ReplicaList NotScraped(IEnumerable<Target> targets) =>
        new(null, [.. targets.Select(Replica.NotScraped)]);
}

/// <summary>
/// The replicas as a report shows them: as of the last round, with its age when the request began. A request that waits
/// for the database does not make the data older.
/// </summary>
internal sealed class Replicas(
    ReplicaList last, ScrapingSettings settings, FollowerConnection connection, TimeProvider clock)
{
    /// <summary>Why nothing is known.</summary>
    public const string NoRecentRound = "no recent evaluation round is known";

    /// <summary>When the request began.</summary>
    public DateTimeOffset Now { get; } = clock.GetUtcNow();

    /// <summary>When the last round was taken; null before the first.</summary>
    public DateTimeOffset? At => last.At;

    public ImmutableArray<Replica> All => last.All;

    public TimeSpan Interval => settings.Interval;

    /// <summary>Seconds since the last evaluation round; null before the first.</summary>
    public double? AgeSeconds =>
        last.At is { } at ? Math.Max(0, Math.Round((Now - at).TotalSeconds, 3)) : null;

    /// <summary>Whether the last round is too old, or a newer one may exist that this replica cannot read.</summary>
    public bool Stale =>
        connection.IsLost || last.At is not { } at || Now - at > 2 * settings.Interval + settings.Timeout;
}
