namespace SreService.Counting;

/// <summary>
/// Percentiles of merged histograms; percentiles themselves cannot be merged. Within a bucket durations are taken to
/// lie evenly, as Prometheus' <c>histogram_quantile</c> does.
/// </summary>
internal static class Percentile
{
    extension(Tally tally)
    {
        /// <param name="share">Between 0 and 1.</param>
        /// <returns>
        /// Milliseconds; null without events. Beyond the last edge only that edge is known, and it is returned.
        /// </returns>
        public double? PercentileMilliseconds(double share)
        {
            if (tally.Count == 0 || tally.Buckets.IsEmpty)
            {
                return null;
            }

            var rank = share * tally.Count;
            var edge = 0;
            while (edge < tally.Buckets.Length && tally.Buckets[edge] < rank)
            {
                edge++;
            }

            var seconds = edge == tally.Buckets.Length ? DurationEdges.Seconds[^1] : Within(tally, edge, rank);
            return Math.Round(1000 * seconds, 3);
        }

        /// <returns>Events that took at most so long, which must be one of the edges.</returns>
        public long AtMost(double seconds) => tally.Buckets.IsEmpty ? 0 : tally.Buckets[DurationEdges.IndexOf(seconds)];

        /// <returns>Milliseconds; null without events.</returns>
        public double? AverageMilliseconds =>
            tally.Count == 0 ? null : Math.Round(tally.Microseconds / 1000.0 / tally.Count, 3);
    }

    private static double Within(Tally tally, int edge, double rank)
    {
        var (from, before) = edge == 0 ? (0, 0) : (DurationEdges.Seconds[edge - 1], tally.Buckets[edge - 1]);
        return from + ((DurationEdges.Seconds[edge] - from) * (rank - before) / (tally.Buckets[edge] - before));
    }
}
