using SreService.Alerting;

namespace SreService.Tests.Alerting;

public sealed class AlertListTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private AlertList _list = new([], []);

    [Fact]
    public void An_alert_keeps_the_time_at_which_it_began()
    {
        Next(Finding.Firing, Noon);
        Next(Finding.Firing, Noon.AddSeconds(5));

        Assert.Equal((Noon, AlertState.Firing), (_list.Alerts[0].Since, _list.Alerts[0].State));
    }

    [Fact]
    public void Silence_does_not_resolve_an_alert()
    {
        Next(Finding.Firing, Noon);
        Next(Finding.Undecided, Noon.AddSeconds(5));

        Assert.Equal((Noon, AlertState.Frozen), (_list.Alerts[0].Since, _list.Alerts[0].State));
    }

    [Fact]
    public void Silence_makes_no_alert_but_is_told()
    {
        Next(Finding.Undecided, Noon);

        Assert.Empty(_list.Alerts);
        Assert.Equal("bad_requests", Assert.Single(_list.Undecided).Rule);
    }

    [Fact]
    public void Good_data_resolves_an_alert()
    {
        Next(Finding.Firing, Noon);
        Next(Finding.Quiet, Noon.AddSeconds(5));

        Assert.Empty(_list.Alerts);
    }

    private void Next(Finding finding, DateTimeOffset now) => _list = _list.Next(
        [new Verdict("bad_requests", "gateway", "gateway", finding, Severity.Critical, "6 requests failed within 60 s")], now);
}
