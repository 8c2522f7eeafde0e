using SreService.Alerting;

namespace SreService.Tests.Alerting;

public sealed class AlertListTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly AlertTiming Slow = new(TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(1));

    private AlertList _list = AlertList.None;

    [Fact]
    public void An_alert_keeps_the_time_at_which_it_began()
    {
        Next(Finding.Firing, 0);
        Next(Finding.Firing, 5);

        Assert.Equal((Noon, AlertState.Firing), (_list.Alerts[0].Since, _list.Alerts[0].State));
    }

    [Fact]
    public void Silence_does_not_resolve_an_alert()
    {
        Next(Finding.Firing, 0);
        Next(Finding.NoData, 5);

        Assert.Equal((Noon, AlertState.KeepLast), (_list.Alerts[0].Since, _list.Alerts[0].State));
    }

    [Fact]
    public void Silence_makes_no_alert_but_is_told()
    {
        Next(Finding.NoData, 0);

        Assert.Empty(_list.Alerts);
        Assert.Equal("bad_requests", Assert.Single(_list.NoData).Rule);
    }

    [Fact]
    public void Good_data_resolves_an_alert()
    {
        Next(Finding.Firing, 0);
        Next(Finding.Inactive, 5);

        Assert.Empty(_list.Alerts);
    }

    [Fact]
    public void An_alert_is_pending_until_what_it_looks_for_has_lasted()
    {
        Next(Finding.Firing, 0, Slow);
        Assert.Equal(("pending", 0), (Pending(), _list.Alerts.Count));
        Next(Finding.Firing, 119, Slow);
        Assert.Equal(("pending", 0), (Pending(), _list.Alerts.Count));

        Next(Finding.Firing, 120, Slow);

        var alert = Assert.Single(_list.Alerts);
        Assert.Equal((AlertState.Firing, Noon, Noon.AddSeconds(120)), (alert.State, alert.Since, alert.FiringSince));
        Assert.Empty(_list.Pending);
    }

    [Fact]
    public void A_pending_alert_begins_anew_after_good_data_and_waits_while_there_is_none()
    {
        Next(Finding.Firing, 0, Slow);
        Next(Finding.Inactive, 30, Slow);
        Next(Finding.Firing, 60, Slow);
        Next(Finding.NoData, 200, Slow);
        Assert.Equal(("pending", 0), (Pending(), _list.Alerts.Count));

        Next(Finding.Firing, 205, Slow);

        Assert.Equal(Noon.AddSeconds(60), Assert.Single(_list.Alerts).Since);
    }

    [Fact]
    public void An_alert_goes_on_firing_for_a_while_after_good_data()
    {
        Next(Finding.Firing, 0, Slow);
        Next(Finding.Firing, 120, Slow);
        Next(Finding.Inactive, 179, Slow);
        Assert.Equal(AlertState.Firing, Assert.Single(_list.Alerts).State);

        Next(Finding.Inactive, 180, Slow);

        Assert.Empty(_list.Alerts);
    }

    [Fact]
    public void An_alert_that_comes_and_goes_is_held()
    {
        for (var time = 0; time < 3; time++)
        {
            Next(Finding.Firing, time * 60);
            Next(Finding.Inactive, (time * 60) + 30);
        }

        var held = Assert.Single(_list.Alerts);
        Assert.Equal((true, AlertState.Firing), (held.Flapping, held.State));

        Next(Finding.Inactive, 120 + 599);
        Assert.Single(_list.Alerts);
        Next(Finding.Inactive, 120 + 600);
        Assert.Empty(_list.Alerts);
    }

    [Fact]
    public void Changes_are_told_once_with_their_states()
    {
        var told = new List<(AlertState, Severity)>();
        foreach (var (finding, second, severity) in (List<(Finding, int, Severity)>)[
            (Finding.Firing, 0, Severity.Warning), (Finding.Firing, 60, Severity.Warning), (Finding.Firing, 120, Severity.Warning),
            (Finding.Firing, 125, Severity.Critical), (Finding.NoData, 130, Severity.Critical), (Finding.Firing, 135, Severity.Critical),
            (Finding.Inactive, 140, Severity.Critical), (Finding.Inactive, 200, Severity.Critical)])
        {
            var before = _list;
            Next(finding, second, Slow, severity);
            told.AddRange(AlertChanges.Between(before, _list, Noon.AddSeconds(second)).Select(change => (change.State, change.Severity)));
        }

        Assert.Equal(
            [
                (AlertState.Pending, Severity.Warning), (AlertState.Firing, Severity.Warning), (AlertState.Firing, Severity.Critical),
                (AlertState.KeepLast, Severity.Critical), (AlertState.Firing, Severity.Critical), (AlertState.Resolved, Severity.Critical),
            ],
            told);
    }

    private string Pending() => Assert.Single(_list.Pending).State.ToString().ToLowerInvariant();

    private void Next(Finding finding, int second, AlertTiming? timing = null, Severity severity = Severity.Critical) =>
        _list = _list.Next(
            [
                new RuleEvaluation("bad_requests", "gateway", "gateway", finding, severity, "6 requests failed within 60 s")
                {
                    Timing = timing ?? AlertTiming.AtOnce,
                },
            ],
            Noon.AddSeconds(second));
}
