using SreService.Alerting.Rules;
using SreService.Counting;
using SreService.Objectives;
using SreService.Slices;
using SreService.Tests.Objectives;

namespace SreService.Tests.Alerting.Rules;

public sealed class BurnRateTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly ErrorBudget OnePercent = new(0.99m);
    private static readonly BurnPair Fast = new(
        TimeSpan.FromHours(1), TimeSpan.FromMinutes(5), 14.4m, Urgency.Page);

    [Theory]
    [InlineData(144, 145, nameof(Finding.Inactive))]
    [InlineData(145, 144, nameof(Finding.Inactive))]
    [InlineData(145, 145, nameof(Finding.Firing))]
    public void Both_windows_must_burn_above_the_threshold(int badLong, int badShort, string finding) =>
        AssertFinding(finding, Of(badLong), Of(badShort));

    [Theory]
    [InlineData(0, 145)]
    [InlineData(145, 0)]
    [InlineData(0, 0)]
    public void Burn_rate_is_inconclusive_without_events(int eventsLong, int eventsShort) =>
        AssertFinding(nameof(Finding.NoData), Of(eventsLong, eventsLong), Of(eventsShort, eventsShort));

    [Fact]
    public void One_window_within_budget_is_enough_to_be_inactive_without_data_in_the_other() =>
        AssertFinding(nameof(Finding.Inactive), Of(10), Of(0, 0));

    [Theory]
    [InlineData(30, nameof(Finding.NoData))]    // the other half may have been good
    [InlineData(53, nameof(Finding.NoData))]
    [InlineData(54, nameof(Finding.Firing))]    // 90% of the minutes but the one that is running
    public void Burn_rate_is_inconclusive_while_too_little_was_observed(int coveredMinutes, string finding) =>
        AssertFinding(finding, Of(145, coveredMinutes: coveredMinutes), Of(145));

    [Theory]
    [InlineData(3, 20, nameof(Finding.Firing))]
    [InlineData(1, 6, nameof(Finding.NoData))]  // one of 6 fails by chance in 6 of 100 cases
    public void Few_bad_events_must_be_more_than_chance(int bad, int total, string finding) =>
        AssertFinding(finding, Of(bad, total), Of(bad, total));

    [Fact]
    public void Bad_minutes_are_evidence_however_few_they_are() => Assert.Equal(
        Finding.Firing, BurnRate.Decide(Fast, Of(1, 6), Of(1, 6), countsMinutes: true));

    [Fact]
    public void Page_pair_is_critical_and_ticket_pair_a_warning() => Assert.Equal(
        [
            ("success 1h/5m", Severity.Critical), ("success 6h/30m", Severity.Critical),
            ("success 1d/2h", Severity.Warning), ("success 3d/6h", Severity.Warning),
        ],
        Evaluate(good: 60, bad: 0).Select(evaluation => (evaluation.Subject, evaluation.Severity)));

    [Fact]
    public void Message_names_objective_rates_windows_and_limit()
    {
        var fast = Evaluate(good: 50, bad: 50)[0];

        Assert.Equal(
            "Success rate burns its error budget 50.0× too fast over 1h and 50.0× over 5m (limit 14.4×)", fast.Message);
        Assert.Equal(
            (Finding.Firing, 50.0, 50.0, 14.4, "burn", "success"),
            (fast.Finding, fast.Value!.Value, fast.ShortValue!.Value, fast.Threshold!.Value, fast.Unit,
                fast.Objective));
    }

    [Fact]
    public void Message_says_why_a_burn_rate_is_inconclusive() => Assert.Equal(
        "Inconclusive: 1 of only 3 events were bad within 1h, which may be chance",
        Evaluate(good: 2, bad: 1)[0].Message);

    [Fact]
    public void Message_says_that_there_were_no_events() =>
        Assert.Equal("No events within 1h", Evaluate(good: 0, bad: 0)[0].Message);

    [Fact]
    public void Message_says_how_little_was_observed() => Assert.Equal(
        "Inconclusive: only 50% of the last 1h was observed",
        Evaluate(good: 85, bad: 15, covered: 30)[0].Message);

    private static Burn Of(int bad, int total = 1000, int coveredMinutes = 60) =>
        new(new WindowCounts(total - bad, bad, coveredMinutes, 60, Noon.AddDays(-30)), OnePercent);

    private static void AssertFinding(string finding, Burn longer, Burn shorter) =>
        Assert.Equal(finding, BurnRate.Decide(Fast, longer, shorter, countsMinutes: false).ToString());

    /// <summary>All events are in the last of the covered minutes.</summary>
    private static RuleEvaluation[] Evaluate(int good, int bad, int covered = 60)
    {
        var slo = Shipped.SloStatus("success", good, bad, Noon);
        for (var minute = 1; minute <= covered; minute++)
        {
            var (goodThen, badThen) = minute == 1 ? (good, bad) : (0, 0);
            slo.Revision.History.Set(Noon.AddMinutes(-minute), new Slice(goodThen, badThen, Covered: true));
        }

        var counts = new Dictionary<SeriesKey, Histogram>();
        return
        [
            .. new BurnRate().Evaluate(
                new(counts, counts, [], [slo], new StorageState(true, null, Noon, 0, 0), TimeSpan.Zero)),
        ];
    }
}
