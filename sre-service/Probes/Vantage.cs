using SreService.Scraping;

namespace SreService.Probes;

/// <summary>
/// Whether this replica sees anything at all. One that reaches neither its database nor any other replica is cut off
/// itself: that it does not reach the gateway says nothing about the gateway, and is a gap, not downtime.
/// </summary>
internal sealed class Vantage(Func<bool> isBlind)
{
    public bool IsBlind => isBlind();

    /// <param name="databaseAnswers">Whether its database does.</param>
    /// <param name="reads">Whether it reads the others itself.</param>
    /// <param name="replicas">What it read of them.</param>
    /// <param name="self">Its own instance id.</param>
    public static bool Sees(bool databaseAnswers, bool reads, IEnumerable<Replica> replicas, string self) =>
        databaseAnswers || (reads && replicas.Any(replica =>
            replica is { Failure: null, Reading: { } reading } && reading.Process.Instance != self));
}
