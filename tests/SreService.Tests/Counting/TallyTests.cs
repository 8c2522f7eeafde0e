using CsCheck;
using SreService.Counting;

namespace SreService.Tests.Counting;

public sealed class TallyTests
{
    private static readonly Gen<Tally> Tallies = Gen.Long[0, 1000].Array[DurationEdges.Count]
        .Select(counts => new Tally(counts.Sum(), counts.Sum() * 1000, Cumulative(counts)));

    [Fact]
    public void What_was_added_is_what_is_more_than_before() =>
        Gen.Select(Tallies, Tallies).Sample((before, added) =>
        {
            var after = before.Copy();
            after.Add(added);

            var since = after.Since(before)!;

            return since.Count == added.Count && since.Microseconds == added.Microseconds
                && since.Buckets.SequenceEqual(added.Buckets);
        });

    [Fact]
    public void A_counter_that_went_back_has_no_increment() =>
        Assert.Null(Tally.Of(3).Since(Tally.Of(4)));

    [Fact]
    public void A_bucket_that_went_back_has_no_increment() =>
        Assert.Null(new Tally(5, 5, [1, 5]).Since(new Tally(4, 4, [2, 4])));

    [Theory]
    [InlineData(0.5, 150)]   // 100 of 200 lie evenly in 100 to 200 ms
    [InlineData(0.95, 195)]
    [InlineData(1.0, 200)]
    public void A_percentile_lies_within_its_bucket(double share, double milliseconds) =>
        Assert.Equal(milliseconds, Requests(200, fromEdge: 0.2).PercentileMilliseconds(share));

    [Fact]
    public void Beyond_the_last_edge_that_edge_is_all_that_is_known() =>
        Assert.Equal(10_000, new Tally(1, 60_000_000, new long[DurationEdges.Count]).PercentileMilliseconds(0.5));

    [Fact]
    public void Without_events_there_is_no_percentile() =>
        Assert.Null(Tally.Nothing().PercentileMilliseconds(0.95));

    [Fact]
    public void A_percentile_is_taken_of_merged_histograms_and_not_of_percentiles()
    {
        var merged = Requests(95, fromEdge: 0.005);
        merged.Add(Requests(5, fromEdge: 10));

        Assert.Equal(5, merged.PercentileMilliseconds(0.95));
    }

    private static Tally Requests(long count, double fromEdge) =>
        new(count, 0, [.. DurationEdges.Seconds.Select(edge => edge >= fromEdge ? count : 0)]);

    private static long[] Cumulative(long[] counts)
    {
        var sum = 0L;
        return [.. counts.Select(count => sum += count)];
    }
}
