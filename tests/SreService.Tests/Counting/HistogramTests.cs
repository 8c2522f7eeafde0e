using CsCheck;
using SreService.Counting;

namespace SreService.Tests.Counting;

public sealed class HistogramTests
{
    private static readonly Gen<Histogram> Tallies = Gen.Long[0, 1000].Array[DurationEdges.Count]
        .Select(counts => new Histogram(counts.Sum(), counts.Sum() * 1000, Cumulative(counts)));

    [Fact]
    public void Delta_is_the_difference() =>
        Gen.Select(Tallies, Tallies).Sample((before, added) =>
        {
            var after = before.Copy();
            after.Add(added);

            var since = after.Since(before)!;

            return since.Count == added.Count && since.Microseconds == added.Microseconds
                && since.Buckets.SequenceEqual(added.Buckets);
        });

    [Fact]
    public void Counter_reset_has_no_delta() =>
        Assert.Null(Histogram.Of(3).Since(Histogram.Of(4)));

    [Fact]
    public void Bucket_reset_has_no_delta() =>
        Assert.Null(new Histogram(5, 5, [1, 5]).Since(new Histogram(4, 4, [2, 4])));

    [Theory]
    [InlineData(0.5, 150)]   // 100 of 200 lie evenly in 100 to 200 ms
    [InlineData(0.95, 195)]
    [InlineData(1.0, 200)]
    public void Percentile_lies_within_its_bucket(double share, double milliseconds) =>
        Assert.Equal(milliseconds, Requests(200, fromEdge: 0.2).PercentileMilliseconds(share));

    [Fact]
    public void Percentile_beyond_the_last_edge_is_that_edge() =>
        Assert.Equal(10_000, new Histogram(1, 60_000_000, new long[DurationEdges.Count]).PercentileMilliseconds(0.5));

    [Fact]
    public void Percentile_is_unknown_without_events() =>
        Assert.Null(Histogram.Empty().PercentileMilliseconds(0.95));

    [Fact]
    public void Percentile_is_that_of_the_merged_histogram()
    {
        var merged = Requests(95, fromEdge: 0.005);
        merged.Add(Requests(5, fromEdge: 10));

        Assert.Equal(5, merged.PercentileMilliseconds(0.95));
    }

    private static Histogram Requests(long count, double fromEdge) =>
        new(count, 0, [.. DurationEdges.Seconds.Select(edge => edge >= fromEdge ? count : 0)]);

    private static long[] Cumulative(long[] counts)
    {
        var sum = 0L;
        return [.. counts.Select(count => sum += count)];
    }
}
