using SreService.Counting;

namespace SreService.Scraping;

/// <summary>What each counted series of a replica means in slices.</summary>
internal static class CountedSeries
{
    /// <summary>The label of probes that their own replica has put into the book.</summary>
    public const string CountedHere = "evaluator";

    /// <summary>The label of those that wait for the evaluator to read them.</summary>
    public const string CountedElsewhere = "reader";

    private const string Probes = "sre_probes_total";

    extension(Series series)
    {
        /// <summary>Whether whoever counted it has put it into the book already.</summary>
        public bool IsCounted => series.Name == Probes && series["counted_by"] == CountedHere;

        public CountKey KeyAt(string service) => series.Name switch
        {
            "users_reads_total" => Read(service, series["freshness"]),
            "users_registered_total" => new(Measure.Registrations, service, "", Outcome.Good, ""),
            "gateway_client_requests_total" =>
                new(Measure.Clients, service, series["http_route"], series["outcome"], series["client"]),
            Probes => new(Measure.Probes, series["target"], series["path"], series["outcome"], series["reason"]),
            "process_cpu_time_seconds_total" => new(Measure.Cpu, service, "", Outcome.Good, ""),
            _ => new(Measure.Requests, service, series["http_route"], series["outcome"], series["reason"]),
        };
    }

    /// <summary>
    /// A read is good when it came from the database or from a cache not older than the objective allows.
    /// </summary>
    private static CountKey Read(string service, string freshness) => freshness == "fresh"
        ? new(Measure.Reads, service, "", Outcome.Good, "")
        : new(Measure.Reads, service, "", Outcome.Bad, freshness);
}
