using SreService.Counting;

namespace SreService.Scraping;

/// <summary>Counted series of a replica, and where their counts belong in slices.</summary>
internal static class CountedSeries
{
    /// <summary>The label of probes that the leader itself ran and counted at once.</summary>
    public const string CountedHere = "evaluator";

    /// <summary>The label of probes that count when the leader scrapes them.</summary>
    public const string CountedElsewhere = "reader";

    extension(Series series)
    {
        /// <summary>Whether the slices have these counts already.</summary>
        public bool IsCounted => series.Name == ScrapedMetrics.Probes.Name && series["counted_by"] == CountedHere;

        public SeriesKey KeyAt(string service) =>
            (ScrapedMetrics.Find(series.Name) ?? ScrapedMetrics.Requests).KeyOf(series, service);
    }
}
