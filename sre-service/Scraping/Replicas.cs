using System.Collections.Immutable;

namespace SreService.Scraping;

/// <summary>The replicas as they were at the last round of readings.</summary>
internal sealed class Replicas(ScrapingSettings settings, Roster roster, TimeProvider clock)
{
    private volatile Round _last = new(null, [.. roster.Targets.Select(Replica.Unseen)]);

    public ImmutableArray<Replica> All => _last.Replicas;

    public TimeSpan Interval => settings.Interval;

    /// <summary>When the last round was taken; null before the first.</summary>
    public DateTimeOffset? ReadAt => _last.At;

    /// <summary>Seconds since the last round; null before the first.</summary>
    public double? AgeSeconds =>
        ReadAt is { } at ? Math.Max(0, Math.Round((clock.GetUtcNow() - at).TotalSeconds, 3)) : null;

    /// <summary>Whether the last round is so old that nothing can be said from it.</summary>
    public bool Stale => ReadAt is not { } at || clock.GetUtcNow() - at > 2 * settings.Interval + settings.Timeout;

    public void Update(DateTimeOffset at, ImmutableArray<Replica> replicas) => _last = new(at, replicas);

    private sealed record Round(DateTimeOffset? At, ImmutableArray<Replica> Replicas);
}
