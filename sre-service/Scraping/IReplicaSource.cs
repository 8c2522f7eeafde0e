using System.Collections.Immutable;

namespace SreService.Scraping;

/// <summary>Where scrapes come from: the replicas themselves, or a Prometheus that scrapes them.</summary>
internal interface IReplicaSource
{
    /// <param name="before">The known replicas, by address.</param>
    /// <param name="tick">The time that the scrapes count for.</param>
    /// <returns>Every replica, up or down.</returns>
    Task<ImmutableArray<Replica>> ReadAsync(
        IReadOnlyDictionary<string, Replica> before, DateTimeOffset tick, CancellationToken cancellationToken);
}

/// <summary>Scrapes every replica directly.</summary>
internal sealed class DirectSource(ActiveTargets activeTargets, ScrapePool pool) : IReplicaSource
{
    public async Task<ImmutableArray<Replica>> ReadAsync(
        IReadOnlyDictionary<string, Replica> before, DateTimeOffset tick, CancellationToken cancellationToken)
    {
        var read = await pool.ReadAsync(activeTargets.Targets, before, tick, cancellationToken);
        activeTargets.Forget(read, tick);
        return read;
    }
}
