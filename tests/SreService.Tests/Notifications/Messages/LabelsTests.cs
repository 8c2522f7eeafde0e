using SreService.Alerting.Rules;
using SreService.Notifications.Messages;

namespace SreService.Tests.Notifications.Messages;

public sealed class LabelsTests
{
    [Fact]
    public void Labels_identify_an_alert_whatever_its_severity() => Assert.Equal(
        new Dictionary<string, string>
        {
            ["alertname"] = "bad_requests",
            ["component"] = "gateway",
            ["subject"] = "gateway",
            ["objective"] = "success",
        },
        Labels.Of(SomeAlert.Of(severity: Severity.Warning) with { Objective = "success" }));

    [Fact]
    public void Annotations_explain_an_alert_with_units()
    {
        var alert = SomeAlert.Of() with
        {
            Value = 15.5,
            ShortValue = 20,
            Threshold = 14.4,
            Unit = "burn",
            BudgetRemaining = 97.25,
        };
        var notification = SomeNotification.Of([alert], []) with { LastChange = "gateway 1.2.3 started" };

        Assert.Equal(
            new Dictionary<string, string>
            {
                ["summary"] = "bad_requests at <gateway> & more",
                ["severity"] = "critical",
                ["runbook"] = "/sre/runbooks/bad_requests",
                ["value"] = "15.5 burn",
                ["short_value"] = "20 burn",
                ["threshold"] = "14.4 burn",
                ["budget_remaining"] = "97.25 percent",
                ["last_change"] = "gateway 1.2.3 started",
            },
            Labels.Annotations(alert, notification));
    }

    [Fact]
    public void Annotations_leave_out_what_was_not_measured() => Assert.Equal(
        ["summary", "severity", "runbook"],
        Labels.Annotations(SomeAlert.Of(), SomeNotification.Of([SomeAlert.Of()], [])).Keys);
}
