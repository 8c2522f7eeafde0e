using SreService.Alerting.Replay;
using SreService.Objectives;
using SreService.Slices;
using SreService.Tests.Objectives;

namespace SreService.Tests.Alerting.Replay;

/// <summary>Rules over a month with a request every second and two outages, of ten and of three minutes.</summary>
public sealed class ReplayTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Long = Noon.AddDays(-10);
    private static readonly DateTimeOffset Short = Noon.AddDays(-3);

    private readonly SloStatus _slo = Shipped.SloStatus("success", 1, 0, Noon);

    public ReplayTests()
    {
        for (var minute = Noon.AddDays(-34); minute < Noon; minute = minute.AddMinutes(1))
        {
            var isBad = (minute >= Long && minute < Long.AddMinutes(10))
                || (minute >= Short && minute < Short.AddMinutes(3));
            _slo.Revision.History.Set(
                minute, isBad ? new Slice(0, 60, Covered: true) : new Slice(60, 0, Covered: true));
        }
    }

    [Fact]
    public void Current_rules_would_have_paged_once()
    {
        var inForce = Run().InForce;

        Assert.Equal((99, 1, 0), (inForce.Target, inForce.Pages, inForce.Tickets));
        var fast = inForce.Pairs[0];
        Assert.Equal("1h/5m > 14.4 page", fast.Pair);
        // 14.4 × 1 % of an hour are 8 min 38.4 s.
        var firing = Assert.Single(fast.Firings);
        Assert.Equal((Long.AddMinutes(9), Long.AddMinutes(15)), (firing.From, firing.Until));
        Assert.Equal(100 / 6.0, firing.PeakBurn, 3);
        Assert.Equal(0, fast.UndecidedMinutes);
    }

    [Theory]
    [InlineData("99.9", null, 2)]
    [InlineData(null, "1h/5m > 3 page", 2)]
    [InlineData(null, "1h/5m > 20 page", 0)]
    [InlineData(null, "1h/5m > 3 ticket", 0)]
    [InlineData(null, "1h/5m > 3 page, 30m/5m > 3 page", 2)]  // those that fire at once call once
    public void Other_rules_page_at_other_thresholds(string? target, string? burnRates, int pages) =>
        Assert.Equal(pages, Run(target, burnRates).Asked.Pages);

    [Fact]
    public void Only_the_requested_range_counts() => Assert.Equal(0, Run(timeRange: "24h").InForce.Pages);

    [Fact]
    public void Unobserved_minutes_are_inconclusive_and_resolve_nothing()
    {
        for (var minute = Long.AddMinutes(10); minute < Long.AddMinutes(30); minute = minute.AddMinutes(1))
        {
            _slo.Revision.History.Set(minute, new Slice(0, 0, Covered: false));
        }

        var fast = Run().InForce.Pairs[0];

        Assert.InRange(fast.UndecidedMinutes, 10, 40);
        Assert.InRange(Assert.Single(fast.Firings).Until, Long.AddMinutes(30), Long.AddMinutes(40));
    }

    [Theory]
    [InlineData("100", null, null, "target")]
    [InlineData("much", null, null, "target")]
    [InlineData(null, "1h/5m > 99 page", null, "burn_rates")]
    [InlineData(null, "soon", null, "burn_rates")]
    [InlineData("90", null, null, "burn_rates")]  // the pairs as they are cannot be reached then
    [InlineData(null, null, "36d", "time_range")]
    public void Invalid_parameters_are_named(
        string? target, string? burnRates, string? timeRange, string parameter)
    {
        var (query, errors) = ReplayQuery.Read(_slo.Objective, target, burnRates, timeRange);

        Assert.Null(query);
        Assert.Equal([parameter], errors.Keys);
    }

    private ReplayReport Run(string? target = null, string? burnRates = null, string? timeRange = null)
    {
        var (query, errors) = ReplayQuery.Read(_slo.Objective, target, burnRates, timeRange);
        Assert.Empty(errors);
        return Replayer.Report(_slo, query!, TestContext.Current.CancellationToken);
    }
}
