using SreService.Scraping;

namespace SreService.Probes;

/// <summary>
/// Whether this replica has any connectivity. One that reaches neither its database nor any other replica is cut off
/// itself, so that its failed probes are a gap, not downtime.
/// </summary>
internal sealed class Connectivity(Func<bool> isBlind)
{
    public bool IsBlind => isBlind();

    /// <param name="reads">Whether it scrapes the other replicas.</param>
    /// <param name="self">Its own instance id.</param>
    public static bool Sees(bool databaseAnswers, bool reads, IEnumerable<Replica> replicas, string self) =>
        databaseAnswers || (reads && replicas.Any(replica =>
            replica is { Failure: null, Scrape: { } scrape } && scrape.Process.Instance != self));
}
