namespace SreService.Counting;

/// <summary>The key of a time series of counts.</summary>
/// <param name="Measure">One of <see cref="Counting.Measure"/>.</param>
/// <param name="Service">The service that counted, or the observed one.</param>
/// <param name="Route">The route template; empty if none.</param>
/// <param name="Outcome">One of <see cref="EventOutcome"/>.</param>
/// <param name="Reason">
/// One of a few fixed words; empty if none. For <see cref="Counting.Measure.Clients"/>, the kind of client.
/// </param>
internal readonly record struct SeriesKey(string Measure, string Service, string Route, string Outcome, string Reason);

internal static class Measure
{
    public const string Requests = "requests";
    public const string Reads = "reads";
    public const string Registrations = "registrations";
    public const string Cpu = "cpu";
    public const string Probes = "probes";

    /// <summary>What the query of an indicator found; the service is the query's key.</summary>
    public const string Queries = "queries";

    /// <summary>User requests by kind of client.</summary>
    public const string Clients = "clients";

    /// <summary>Log lines that were dropped.</summary>
    public const string LostLines = "lost_lines";

    /// <summary>Scraped replicas, and the scrape interval of each as time.</summary>
    public const string ReplicaTime = "replica_time";

    /// <summary>Intervals in which every replica of the service was up (good) or one was not (bad).</summary>
    public const string ScrapeCoverage = "sight";
}

internal static class EventOutcome
{
    public const string Good = "good";
    public const string Bad = "bad";
    public const string Excluded = "excluded";

    /// <summary>
    /// Neither good nor bad, as far as its metric tells: no ratio includes it, and none is exact beside it.
    /// </summary>
    public const string Unclassified = "unclassified";

    public static IReadOnlyList<string> Classified { get; } = [Good, Bad, Excluded];

    public static bool IsClassified(string outcome) => outcome is Good or Bad or Excluded;
}

internal static class Route
{
    private const string Unmatched = "unmatched";

    extension(string route)
    {
        /// <summary>The route of requests that matched none.</summary>
        public string OrUnmatched => route.Length == 0 ? Unmatched : route;
    }
}
