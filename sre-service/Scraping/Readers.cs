using System.Collections.Immutable;

namespace SreService.Scraping;

/// <summary>Reads many replicas at once, each on its own: what one does costs no other anything.</summary>
internal sealed class Readers(
    ScrapingSettings settings, KnownLines known, IHttpClientFactory http, TimeProvider clock)
{
    public const string Client = "scraper";

    private readonly HttpClient _http = http.CreateClient(Client);
    private Dictionary<string, ReplicaReader> _readers = [];

    /// <param name="targets">Whom to read.</param>
    /// <param name="before">What is known of them, by place.</param>
    /// <param name="tick">The moment that the readings count for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What is known now, in the order of the targets.</returns>
    public async Task<ImmutableArray<Replica>> ReadAsync(
        ImmutableArray<Target> targets, IReadOnlyDictionary<string, Replica> before, DateTimeOffset tick,
        CancellationToken cancellationToken)
    {
        _readers = targets.ToDictionary(target => target.Place, ReaderOf);
        return [.. await Task.WhenAll(targets.Select(ReadAsync))];

        async Task<Replica> ReadAsync(Target target)
        {
            var earlier = before.TryGetValue(target.Place, out var known) && known.Target.Service == target.Service
                ? known with { Target = target }
                : Replica.Unseen(target);
            var (reading, failure) = await _readers[target.Place].ReadAsync(cancellationToken);
            return reading is not null ? earlier.Saw(reading) : earlier.Missing(failure!, tick);
        }
    }

    private ReplicaReader ReaderOf(Target target) =>
        _readers.TryGetValue(target.Place, out var reader) && reader.Target == target
            ? reader
            : new(target, _http, known, settings, clock);
}
