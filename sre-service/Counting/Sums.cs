namespace SreService.Counting;

/// <summary>Sums of counts.</summary>
internal static class Sums
{
    extension(IEnumerable<(SeriesKey Key, Histogram Histogram)> counts)
    {
        /// <returns>One histogram per key; the inputs are not changed.</returns>
        public Dictionary<SeriesKey, Histogram> Summed()
        {
            var sums = new Dictionary<SeriesKey, Histogram>();
            sums.AddEach(counts);
            return sums;
        }
    }

    extension(Dictionary<SeriesKey, Histogram> sums)
    {
        public void AddEach(IEnumerable<(SeriesKey Key, Histogram Histogram)> counts)
        {
            foreach (var (key, histogram) in counts)
            {
                if (!sums.TryGetValue(key, out var sum))
                {
                    sums[key] = sum = Histogram.Empty();
                }

                sum.Add(histogram);
            }
        }
    }

    extension(IReadOnlyDictionary<SeriesKey, Histogram> counts)
    {
        public long Count(string measure, string service, string outcome) => counts
            .Where(count => count.Key.Measure == measure && count.Key.Service == service
                && count.Key.Outcome == outcome)
            .Sum(count => count.Value.Count);

        /// <summary>The sum of user requests, without excluded ones.</summary>
        public Histogram Requests(string service) => counts.Total(key =>
            key.Measure == Measure.Requests && key.Service == service && key.Outcome != EventOutcome.Excluded);

        /// <summary>User requests to routes of the API, so without pages and unknown addresses.</summary>
        public long ApiCalls() => counts.Total(key =>
            key.Measure == Measure.Requests && key.Service == SystemTopology.Gateway
                && key.Outcome != EventOutcome.Excluded
                && key.Route.StartsWith("/api/", StringComparison.Ordinal)).Count;

        /// <summary>User requests with a meaningful duration, so without streams.</summary>
        public Histogram TimedRequests(string service) => counts.Total(key =>
            key.Measure == Measure.Requests && key.Service == service && key.Outcome != EventOutcome.Excluded
                && key.Reason != Stream);

        /// <summary>Of a measure, events that are neither good nor bad as far as their metric tells.</summary>
        public long Unclassified(string measure, string service) => counts
            .Where(count => count.Key.Measure == measure && count.Key.Service == service
                && !EventOutcome.IsClassified(count.Key.Outcome))
            .Sum(count => count.Value.Count);

        public Histogram Total(Func<SeriesKey, bool> which)
        {
            var total = Histogram.Empty();
            foreach (var (_, histogram) in counts.Where(count => which(count.Key)))
            {
                total.Add(histogram);
            }

            return total;
        }
    }

    /// <summary>The gateway's reason for a good response that is a stream.</summary>
    public const string Stream = "stream";
}
