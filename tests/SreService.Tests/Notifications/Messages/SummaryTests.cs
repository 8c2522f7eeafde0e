using SreService.Alerting;
using SreService.Alerting.Rules;
using SreService.Notifications.Messages;

namespace SreService.Tests.Notifications.Messages;

public sealed class SummaryTests
{
    private static readonly NotifiedAlert Resolved = new(SomeAlert.Of(), SomeAlert.Noon.AddMinutes(5));

    [Fact]
    public void Summary_of_one_alert_is_its_severity_and_message() => Assert.Equal(
        "Critical: bad_requests at <gateway> & more", Summary.Of(SomeNotification.Of([SomeAlert.Of()], [])));

    [Fact]
    public void Summary_and_line_of_a_frozen_alert_say_when_it_was_last_seen()
    {
        var frozen = SomeAlert.Of() with
        {
            State = AlertState.KeepLast,
            SeenAt = SomeAlert.Noon.AddSeconds(55),
            EvaluatedAt = SomeAlert.Noon.AddMinutes(9),
        };
        var notification = SomeNotification.Of([frozen], []);

        Assert.Equal(
            "Critical: Last seen at 12:00:55 UTC, no data since: bad_requests at <gateway> & more",
            Summary.Of(notification));
        Assert.Contains(
            "Last seen at 12:00:55 UTC, no data since", Assert.Single(Summary.Lines(notification)),
            StringComparison.Ordinal);
        Assert.Equal(
            "Last seen at 12:00:55 UTC, no data since: bad_requests at <gateway> & more",
            Labels.Annotations(frozen, notification)["summary"]);
        Assert.Equal(
            "bad_requests at <gateway> & more",
            Labels.Annotations(new NotifiedAlert(frozen, SomeAlert.Noon), notification)["summary"]);
    }

    [Fact]
    public void Summary_counts_further_alerts() => Assert.Equal(
        "Warning: slow_answers at <gateway> & more (and 2 more)",
        Summary.Of(SomeNotification.Of(
            [SomeAlert.Of("slow_answers", Severity.Warning), SomeAlert.Of(), SomeAlert.Of("failing_probes")], [])));

    [Fact]
    public void Summary_of_a_resolved_alert_says_so() => Assert.Equal(
        "Resolved: bad_requests at <gateway> & more", Summary.Of(SomeNotification.Of([], [Resolved])));

    [Fact]
    public void Summary_of_several_resolved_alerts_names_their_group() => Assert.Equal(
        "Resolved: all 2 alerts of gateway", Summary.Of(SomeNotification.Of([], [Resolved, Resolved])));

    [Fact]
    public void Lines_say_since_when_alerts_fire_and_from_when_to_when_they_fired() => Assert.Equal(
        [
            "Critical since 2026-11-23 12:00:00Z: bad_requests at <gateway> & more (/sre/runbooks/bad_requests)",
            "Resolved, from 2026-11-23 12:00:00Z to 2026-11-23 12:05:00Z: bad_requests at <gateway> & more",
        ],
        Summary.Lines(SomeNotification.Of([SomeAlert.Of()], [Resolved])));
}
