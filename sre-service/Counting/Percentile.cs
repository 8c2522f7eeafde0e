namespace SreService.Counting;

/// <summary>
/// Percentiles of merged histograms; percentiles themselves cannot be merged. Durations are assumed to be
/// uniform within a bucket, as in Prometheus' <c>histogram_quantile</c>.
/// </summary>
internal static class Percentile
{
    extension(Histogram histogram)
    {
        /// <param name="share">Between 0 and 1.</param>
        /// <returns>
        /// Milliseconds, at most the last edge; null without events.
        /// </returns>
        public double? PercentileMilliseconds(double share)
        {
            if (histogram.Count == 0 || histogram.Buckets.IsEmpty)
            {
                return null;
            }

            var rank = share * histogram.Count;
            var edge = 0;
            while (edge < histogram.Buckets.Length && histogram.Buckets[edge] < rank)
            {
                edge++;
            }

            var seconds = edge == histogram.Buckets.Length ? DurationEdges.Seconds[^1] : Within(histogram, edge, rank);
            return Math.Round(1000 * seconds, 3);
        }

        /// <returns>Number of events within a duration, which must be one of the edges.</returns>
        public long AtMost(double seconds) =>
            histogram.Buckets.IsEmpty ? 0 : histogram.Buckets[DurationEdges.IndexOf(seconds)];

        /// <returns>Milliseconds; null without events.</returns>
        public double? AverageMilliseconds =>
            histogram.Count == 0 ? null : Math.Round(histogram.Microseconds / 1000.0 / histogram.Count, 3);
    }

    private static double Within(Histogram histogram, int edge, double rank)
    {
        var (from, before) = edge == 0 ? (0, 0) : (DurationEdges.Seconds[edge - 1], histogram.Buckets[edge - 1]);
        return from + ((DurationEdges.Seconds[edge] - from) * (rank - before) / (histogram.Buckets[edge] - before));
    }
}
