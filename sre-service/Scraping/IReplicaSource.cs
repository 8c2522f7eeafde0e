using System.Collections.Immutable;

namespace SreService.Scraping;

/// <summary>Where readings come from: the replicas themselves, or a Prometheus that reads them.</summary>
internal interface IReplicaSource
{
    /// <param name="before">What is known of replicas, by place.</param>
    /// <param name="tick">The moment that the readings count for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What is known now of every replica that there should be.</returns>
    Task<ImmutableArray<Replica>> ReadAsync(
        IReadOnlyDictionary<string, Replica> before, DateTimeOffset tick, CancellationToken cancellationToken);
}

/// <summary>Asks every replica itself.</summary>
internal sealed class DirectSource(Roster roster, Readers readers) : IReplicaSource
{
    public async Task<ImmutableArray<Replica>> ReadAsync(
        IReadOnlyDictionary<string, Replica> before, DateTimeOffset tick, CancellationToken cancellationToken)
    {
        var read = await readers.ReadAsync(roster.Targets, before, tick, cancellationToken);
        roster.Forget(read, tick);
        return read;
    }
}
