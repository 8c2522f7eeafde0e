namespace SreService.Slices;

/// <summary>Questions to a set of counts.</summary>
internal static class Sums
{
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
