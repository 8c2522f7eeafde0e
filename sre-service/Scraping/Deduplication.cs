using System.Collections.Immutable;

namespace SreService.Scraping;

/// <summary>Removes duplicate and ended replicas from the scraped ones.</summary>
internal static class Deduplication
{
    /// <summary>
    /// Keeps each process once, at its first address. Drops discovered replicas that sent a final scrape and are
    /// down, if their service has others.
    /// </summary>
    public static ImmutableArray<Replica> Of(IReadOnlyList<Replica> asked, IReadOnlySet<string> configured)
    {
        var processes = new HashSet<ProcessIdentity>();
        Replica[] known = [.. asked.Where(replica => !IsRepeated(replica))];
        var present = known.Where(replica => !IsOver(replica)).Select(replica => replica.Target.Service).ToHashSet();
        return [.. known.Where(replica => !IsOver(replica) || !present.Contains(replica.Target.Service))];

        bool IsRepeated(Replica replica) =>
            replica is { Failure: null, Scrape: { } scrape } && !processes.Add(scrape.Process);

        bool IsOver(Replica replica) =>
            replica is { HasEnded: true, Failure: not null } && !configured.Contains(replica.Target.Address);
    }
}
