using SreService.Alerting;
using SreService.Alerting.Rules;

namespace SreService.Tests.Alerting;

public sealed class AlertListTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly AlertTiming Slow = new(TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(1));

    private AlertList _list = AlertList.None;

    [Fact]
    public void Alert_keeps_the_time_at_which_its_condition_began()
    {
        Next(Finding.Firing, 0);
        Next(Finding.Firing, 5);

        var alert = Assert.Single(_list.Alerts);
        Assert.Equal((Noon, Noon, Noon.AddSeconds(5)), (alert.Since, alert.FiringSince, alert.SeenAt));
    }

    [Fact]
    public void Alert_begins_when_the_rule_says_so()
    {
        var began = Noon.AddMinutes(-3);

        _list = _list.Next([Evaluation(Finding.Firing, Slow) with { Since = began }], Noon);

        var alert = Assert.Single(_list.Alerts);
        Assert.Equal((began, Noon), (alert.Since, alert.FiringSince));
    }

    [Fact]
    public void Alert_shows_what_the_rule_measured()
    {
        var evaluation = Evaluation(Finding.Firing) with
        {
            Value = 6,
            ShortValue = 7,
            Threshold = 5,
            Unit = "requests",
            Objective = "success",
            BudgetRemaining = 12.5,
        };

        _list = _list.Next([evaluation], Noon);

        var alert = Assert.Single(_list.Alerts);
        Assert.Equal(
            (6.0, 7.0, 5.0, "requests", "success", 12.5),
            (alert.Value!.Value, alert.ShortValue!.Value, alert.Threshold!.Value, alert.Unit, alert.Objective,
                alert.BudgetRemaining!.Value));
        Assert.Equal(
            (evaluation.Rule, evaluation.Component, evaluation.Subject, evaluation.Message),
            (alert.Rule, alert.Component, alert.Subject, alert.Message));
    }

    [Fact]
    public void Firing_alert_keeps_its_last_state_without_data()
    {
        Next(Finding.Firing, 0);
        Next(Finding.NoData, 5);

        var alert = Assert.Single(_list.Alerts);
        Assert.Equal((AlertState.KeepLast, Noon, Noon), (alert.State, alert.Since, alert.SeenAt));
    }

    [Fact]
    public void Alert_fires_on_when_data_is_back()
    {
        Next(Finding.Firing, 0, Slow);
        Next(Finding.Firing, 120, Slow);
        Next(Finding.NoData, 125, Slow);

        Next(Finding.Firing, 130, Slow);

        var alert = Assert.Single(_list.Alerts);
        Assert.Equal((AlertState.Firing, Noon, Noon.AddSeconds(120)), (alert.State, alert.Since, alert.FiringSince));
    }

    [Fact]
    public void Alert_resolves_after_missing_data_when_the_rule_is_inactive()
    {
        Next(Finding.Firing, 0);
        Next(Finding.NoData, 5);

        Next(Finding.Inactive, 10);

        Assert.Empty(_list.Alerts);
    }

    [Fact]
    public void Rule_without_data_raises_no_alert_and_is_listed()
    {
        Next(Finding.NoData, 0);

        Assert.Empty(_list.Alerts);
        Assert.Empty(_list.Pending);
        Assert.Equal("bad_requests", Assert.Single(_list.NoData).Rule);
    }

    [Theory]
    [InlineData(nameof(Finding.Firing))]
    [InlineData(nameof(Finding.Inactive))]
    public void Rule_with_data_is_not_listed_as_inconclusive(string finding)
    {
        Next(Enum.Parse<Finding>(finding), 0);

        Assert.Empty(_list.NoData);
    }

    [Fact]
    public void Inactive_rule_resolves_an_alert()
    {
        Next(Finding.Firing, 0);
        Next(Finding.Inactive, 5);

        Assert.Empty(_list.Alerts);
        Assert.Empty(_list.Pending);
    }

    [Fact]
    public void Alert_of_a_subject_that_is_gone_is_dropped()
    {
        Next(Finding.Firing, 0);

        _list = _list.Next([], Noon.AddSeconds(5));

        Assert.Empty(_list.Alerts);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(119)]
    public void Alert_is_pending_until_its_condition_held_long_enough(int second)
    {
        Next(Finding.Firing, 0, Slow);
        Next(Finding.Firing, second, Slow);

        Assert.Empty(_list.Alerts);
        var pending = Assert.Single(_list.Pending);
        Assert.Equal((AlertState.Pending, Noon, null), (pending.State, pending.Since, pending.FiringSince));
    }

    [Fact]
    public void Pending_alert_fires_once_its_condition_held_long_enough()
    {
        Next(Finding.Firing, 0, Slow);
        Next(Finding.Firing, 120, Slow);

        var alert = Assert.Single(_list.Alerts);
        Assert.Equal((AlertState.Firing, Noon, Noon.AddSeconds(120)), (alert.State, alert.Since, alert.FiringSince));
        Assert.Empty(_list.Pending);
    }

    [Fact]
    public void Pending_alert_starts_over_after_its_rule_was_inactive()
    {
        Next(Finding.Firing, 0, Slow);
        Next(Finding.Inactive, 30, Slow);
        Next(Finding.Firing, 60, Slow);
        Next(Finding.Firing, 179, Slow);

        Assert.Empty(_list.Alerts);
        Assert.Equal(Noon.AddSeconds(60), Assert.Single(_list.Pending).Since);
    }

    [Fact]
    public void Pending_alert_waits_without_data()
    {
        Next(Finding.Firing, 60, Slow);
        Next(Finding.NoData, 200, Slow);
        Assert.Equal(AlertState.Pending, Assert.Single(_list.Pending).State);
        Assert.Empty(_list.Alerts);

        Next(Finding.Firing, 205, Slow);

        Assert.Equal(Noon.AddSeconds(60), Assert.Single(_list.Alerts).Since);
    }

    [Theory]
    [InlineData(179, true)]
    [InlineData(180, false)]
    public void Alert_keeps_firing_for_a_minute_after_its_condition_was_last_true(int second, bool fires)
    {
        Next(Finding.Firing, 0, Slow);
        Next(Finding.Firing, 120, Slow);

        Next(Finding.Inactive, second, Slow);

        Assert.Equal(
            fires ? [AlertState.Firing] : Array.Empty<AlertState>(), _list.Alerts.Select(alert => alert.State));
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public void Alert_that_fired_three_times_lately_is_flapping(int times, bool isFlapping)
    {
        FireAndResolve(times);

        Assert.Equal(
            isFlapping ? [(AlertState.Firing, true)] : Array.Empty<(AlertState, bool)>(),
            _list.Alerts.Select(alert => (alert.State, alert.Flapping)));
    }

    [Theory]
    [InlineData(1_799, true)]
    [InlineData(1_800, false)]
    public void Only_the_last_30_minutes_count_for_flapping(int second, bool isFlapping)
    {
        FireAndResolve(2);
        Next(Finding.Firing, 1_790);

        Next(Finding.Inactive, second);

        Assert.Equal(isFlapping ? 1 : 0, _list.Alerts.Count(alert => alert.Flapping));
    }

    [Theory]
    [InlineData(599, true)]
    [InlineData(600, false)]
    public void Flapping_alert_resolves_10_minutes_after_its_condition_was_last_true(int second, bool fires)
    {
        FireAndResolve(3);

        Next(Finding.Inactive, 120 + second);

        Assert.Equal(fires ? 1 : 0, _list.Alerts.Count);
    }

    [Fact]
    public void Alert_that_has_gone_quiet_says_for_how_long_and_when_it_resolves()
    {
        Next(Finding.Firing, 0, Slow);
        Next(Finding.Firing, 120, Slow);
        Assert.Null(Assert.Single(_list.Alerts).Note);

        Next(Finding.Inactive, 155, Slow);

        AssertNote(
            "quiet for 35 s, resolves at 12:03:00 UTC",
            "Quiet since 12:02:00 UTC, resolves at 12:03:00 UTC: 6 requests failed at the gateway within 60 s");
    }

    [Fact]
    public void Alert_without_data_says_when_it_was_last_seen()
    {
        Next(Finding.Firing, 5);
        Next(Finding.NoData, 10);

        AssertNote(
            "last seen at 12:00:05 UTC, no data since",
            "Last seen at 12:00:05 UTC, no data since: 6 requests failed at the gateway within 60 s");

        Next(Finding.NoData, 24 * 3600);

        Assert.Equal("last seen at 2026-11-23 12:00:05 UTC, no data since", Assert.Single(_list.Alerts).Note);
    }

    [Fact]
    public void Flapping_alert_says_how_often_it_began_and_until_when_it_is_held()
    {
        FireAndResolve(3);

        AssertNote(
            "quiet for 30 s, held until 12:12:00 UTC (began 3 times within 30 min)",
            "Quiet since 12:02:00 UTC, held until 12:12:00 UTC (began 3 times within 30 min): "
                + "6 requests failed at the gateway within 60 s");

        Next(Finding.Firing, 200);

        Assert.Equal("flapping (began 3 times within 30 min)", Assert.Single(_list.Alerts).Note);
    }

    [Fact]
    public void Alert_that_fires_on_is_one_beginning()
    {
        foreach (var second in (int[])[0, 5, 10, 15])
        {
            Next(Finding.Firing, second);
        }

        Assert.Equal(new AlertBeginning("bad_requests", "gateway", Noon), Assert.Single(_list.Beginnings));
    }

    [Fact]
    public void Most_severe_and_oldest_alerts_come_first()
    {
        _list = _list.Next(
            [
                Of("warning", Severity.Warning, -9), Of("new", Severity.Critical, 0), Of("old", Severity.Critical, -5),
            ],
            Noon);

        Assert.Equal(["old", "new", "warning"], _list.Alerts.Select(alert => alert.Rule));

        static RuleEvaluation Of(string rule, Severity severity, int second) =>
            Evaluation(Finding.Firing, severity: severity) with { Rule = rule, Since = Noon.AddSeconds(second) };
    }

    [Fact]
    public void Each_change_is_reported_once_with_its_state()
    {
        (Finding, int, Severity)[] rounds =
        [
            (Finding.Firing, 0, Severity.Warning), (Finding.Firing, 60, Severity.Warning),
            (Finding.Firing, 120, Severity.Warning), (Finding.Firing, 125, Severity.Critical),
            (Finding.NoData, 130, Severity.Critical), (Finding.Firing, 135, Severity.Critical),
            (Finding.Inactive, 140, Severity.Critical), (Finding.Inactive, 200, Severity.Critical),
        ];
        var changes = new List<(AlertState, Severity)>();
        foreach (var (finding, second, severity) in rounds)
        {
            var before = _list;
            Next(finding, second, Slow, severity);
            changes.AddRange(AlertChanges.Between(before, _list, Noon.AddSeconds(second))
                .Select(change => (change.State, change.Severity)));
        }

        Assert.Equal(
            [
                (AlertState.Pending, Severity.Warning), (AlertState.Firing, Severity.Warning),
                (AlertState.Firing, Severity.Critical), (AlertState.KeepLast, Severity.Critical),
                (AlertState.Firing, Severity.Critical), (AlertState.Resolved, Severity.Critical),
            ],
            changes);
    }

    private static RuleEvaluation Evaluation(
        Finding finding, AlertTiming? timing = null, Severity severity = Severity.Critical) =>
        new("bad_requests", "gateway", "gateway", finding, severity, "6 requests failed at the gateway within 60 s")
        {
            Timing = timing ?? AlertTiming.AtOnce,
        };

    private void AssertNote(string note, string statement)
    {
        var alert = Assert.Single(_list.Alerts);
        Assert.Equal((note, statement), (alert.Note, alert.Statement));
    }

    /// <summary>Fires every minute, and is inactive half a minute later.</summary>
    private void FireAndResolve(int times)
    {
        for (var time = 0; time < times; time++)
        {
            Next(Finding.Firing, time * 60);
            Next(Finding.Inactive, (time * 60) + 30);
        }
    }

    private void Next(
        Finding finding, int second, AlertTiming? timing = null, Severity severity = Severity.Critical) =>
        _list = _list.Next([Evaluation(finding, timing, severity)], Noon.AddSeconds(second));
}
