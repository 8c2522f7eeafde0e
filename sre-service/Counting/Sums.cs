namespace SreService.Counting;

/// <summary>Adding counts up, and questions to what comes of it.</summary>
internal static class Sums
{
    extension(IEnumerable<(CountKey Key, Tally Tally)> counts)
    {
        /// <returns>One tally for each key; none of those that went in is changed.</returns>
        public Dictionary<CountKey, Tally> Summed()
        {
            var sums = new Dictionary<CountKey, Tally>();
            sums.AddEach(counts);
            return sums;
        }
    }

    extension(Dictionary<CountKey, Tally> sums)
    {
        public void AddEach(IEnumerable<(CountKey Key, Tally Tally)> counts)
        {
            foreach (var (key, tally) in counts)
            {
                if (!sums.TryGetValue(key, out var sum))
                {
                    sums[key] = sum = Tally.Nothing();
                }

                sum.Add(tally);
            }
        }
    }

    extension(IReadOnlyDictionary<CountKey, Tally> counts)
    {
        public long Count(string measure, string service, string outcome) => counts
            .Where(count => count.Key.Measure == measure && count.Key.Service == service
                && count.Key.Outcome == outcome)
            .Sum(count => count.Value.Count);

        /// <summary>Everything of the users' own, added up; what is excluded is not theirs.</summary>
        public Tally Requests(string service) => counts.Total(key =>
            key.Measure == Measure.Requests && key.Service == service && key.Outcome != Outcome.Excluded);

        /// <summary>The users' own requests whose duration says how long they waited: a stream's does not.</summary>
        public Tally TimedRequests(string service) => counts.Total(key =>
            key.Measure == Measure.Requests && key.Service == service && key.Outcome != Outcome.Excluded
                && key.Reason != Stream);

        public Tally Total(Func<CountKey, bool> which)
        {
            var total = Tally.Nothing();
            foreach (var (_, tally) in counts.Where(count => which(count.Key)))
            {
                total.Add(tally);
            }

            return total;
        }
    }

    /// <summary>The gateway's reason for a good answer that is a stream.</summary>
    public const string Stream = "stream";
}
