namespace SreService.Counting;

/// <summary>What a count is of.</summary>
/// <param name="Measure">One of <see cref="Measure"/>.</param>
/// <param name="Service">The service that counted it, or the one that was observed.</param>
/// <param name="Route">The route's template; empty where there is none.</param>
/// <param name="Outcome">One of <see cref="Outcome"/>.</param>
/// <param name="Reason">
/// Why, one of a few fixed words; empty when there is nothing to say. Of <see cref="Measure.Clients"/>: whose.
/// </param>
internal readonly record struct CountKey(string Measure, string Service, string Route, string Outcome, string Reason);

internal static class Measure
{
    public const string Requests = "requests";
    public const string Reads = "reads";
    public const string Registrations = "registrations";
    public const string Cpu = "cpu";
    public const string Probes = "probes";

    /// <summary>Users' requests by the kind of software that sent them.</summary>
    public const string Clients = "clients";

    /// <summary>Replicas that were to be read, and the time from one round to the next of each.</summary>
    public const string ReplicaTime = "replica_time";

    /// <summary>Intervals in which every replica of the service was in sight (good) or one was not (bad).</summary>
    public const string Sight = "sight";
}

internal static class Outcome
{
    public const string Good = "good";
    public const string Bad = "bad";
    public const string Excluded = "excluded";
}

internal static class Route
{
    private const string Unmatched = "unmatched";

    extension(string route)
    {
        /// <summary>The word for requests that no route took.</summary>
        public string OrUnmatched => route.Length == 0 ? Unmatched : route;
    }
}
