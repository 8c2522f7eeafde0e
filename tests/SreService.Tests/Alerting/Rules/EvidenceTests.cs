using CsCheck;
using SreService.Alerting.Rules;

namespace SreService.Tests.Alerting.Rules;

public sealed class EvidenceTests
{
    [Theory]
    [InlineData(10, 100_000, true)]  // ten are enough, whatever the traffic
    [InlineData(9, 100_000, false)]
    [InlineData(1, 1, false)]        // one failure of one request has a chance of 1 %, which is not below it
    [InlineData(2, 2, true)]
    [InlineData(1, 50, false)]
    [InlineData(3, 20, true)]
    [InlineData(0, 20, false)]
    public void Few_bad_events_are_evidence_only_when_chance_is_below_1_percent(long bad, long total, bool enough) =>
        Assert.Equal(enough, Evidence.IsEnough(bad, total, 0.01m));

    [Theory]
    [InlineData(1, 60, 0.001, 0.058264)]
    [InlineData(2, 10, 0.5, 0.989258)]
    [InlineData(5, 5, 0.1, 0.00001)]
    [InlineData(0, 5, 0.1, 1)]
    public void Probability_is_the_upper_tail_of_the_binomial_distribution(
        long bad, long total, double share, double probability) =>
        Assert.Equal(probability, Evidence.AtLeast(bad, total, share), 6);

    [Fact]
    public void More_bad_events_are_never_less_evidence() =>
        Gen.Select(Gen.Long[0, 12], Gen.Long[1, 100_000], Gen.Double[0.0001, 0.2]).Sample((bad, total, share) =>
            Assert.True(
                bad >= total || Evidence.AtLeast(bad + 1, total, share) <= Evidence.AtLeast(bad, total, share) + 1e-9));
}
