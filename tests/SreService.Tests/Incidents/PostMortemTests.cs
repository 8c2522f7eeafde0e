using SreService.Incidents;
using SreService.Timeline;

namespace SreService.Tests.Incidents;

public sealed class PostMortemTests
{
    [Theory]
    [InlineData(false, null, "P1, as computed: measured.")]
    [InlineData(false, "Ben", "P1, set by Ben; computed: P1 (measured).")]
    [InlineData(true, null, "P1, opened as P1 by Ada.")]
    [InlineData(true, "Ben", "P1, set by Ben; opened as P1 by Ada.")]
    public void Severity_of_an_incident_that_was_opened_by_hand_is_not_computed(
        bool byHand, string? severityBy, string severity)
    {
        var measured = SomeIncident.Of() with { ByHand = byHand, SeverityBy = severityBy };
        var incident = byHand ? measured with { Proposed = Impact.ByHand(IncidentSeverity.P1, "Ada") } : measured;
        var report = IncidentReport.Of(incident, new(), SreSystem.Noon);

        Assert.Contains(
            severity, PostMortem.Of(new(SreSystem.Noon, report, [], [], [], [], null)), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_and_texts_cannot_add_markup()
    {
        const string Hostile = "a</td><script>x</script> | b\n# c ![d](http://e) *f* `g` _h_ &amp; \u202Ei";
        const string Literal =
            @"a&lt;/td&gt;&lt;script&gt;x&lt;/script&gt; \| b \# c !\[d\](http://e) \*f\* \`g\` \_h\_ &amp;amp;  i";
        var incident = SomeIncident.Of() with
        {
            Title = Hostile,
            OpenedBy = Hostile,
            Component = Hostile,
            SeverityBy = Hostile,
            Proposed = new(IncidentSeverity.P1, Hostile),
            AcknowledgedAt = SreSystem.Noon,
            AcknowledgedBy = Hostile,
        };
        var deploy = new TimelineEvent(SreSystem.Noon, TimelineEventKind.Deploy, Hostile, Hostile, Hostile);
        var action = Action with { Action = Hostile, Owner = Hostile };
        var review = new Review(Hostile, Hostile, Hostile, Hostile, Hostile, "Ada", SreSystem.Noon);
        var details = new IncidentDetails(
            SreSystem.Noon, IncidentReport.Of(incident, new(), SreSystem.Noon),
            [new("success", Hostile, 1, 1, null)], [], [deploy], [action], review);

        var text = PostMortem.Of(details);

        Assert.DoesNotContain(Hostile, text, StringComparison.Ordinal);
        Assert.DoesNotContain("<", text, StringComparison.Ordinal);
        Assert.Contains($"# {incident.Id}: {Literal}\n", text, StringComparison.Ordinal);
        Assert.Contains($"| {Literal} | prevent | {Literal} | 2026-12-01 | open |\n", text, StringComparison.Ordinal);
        Assert.Equal(1, text.Split('\n').Count(line => line.StartsWith("# ", StringComparison.Ordinal)));
        Assert.All(
            IncidentMessages.Kinds, kind => Assert.DoesNotContain(
                "<", IncidentMessages.Of(kind, details), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("found_it in users-service", "found_it in users-service")]
    [InlineData("first\r\n\r\n- second\n1. third\n  + fourth", "first\n\n\\- second\n1\\. third\n\\+ fourth")]
    public void Lines_of_a_review_stay_lines(string text, string markdown) =>
        Assert.Equal(markdown, Markdown.Lines(text));

    [Fact]
    public void Review_and_action_items_fill_in_their_sections()
    {
        var review = new Review("It was dark.", null, "Ada was awake.", null, null, "Ada", SreSystem.Noon);
        var text = PostMortem.Of(new(
            SreSystem.Noon, IncidentReport.Of(SomeIncident.Of(), new(), SreSystem.Noon), [], [], [],
            [Action with { Overdue = true }], review));

        Assert.Contains("information they had.\n\nIt was dark.\n", text, StringComparison.Ordinal);
        Assert.Contains("## What went well\n\nAda was awake.\n", text, StringComparison.Ordinal);
        Assert.Contains("## What went badly\n\n_To be written._\n", text, StringComparison.Ordinal);
        Assert.Contains("| add an index | prevent | Ben | 2026-12-01 | overdue |\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_beginning_is_not_detected_after_0_seconds() => Assert.Contains(
        "by Ada; when it began is not known.",
        PostMortem.Of(new(
            SreSystem.Noon,
            IncidentReport.Of(SomeIncident.Of() with { ByHand = true, OpenedBy = "Ada" }, new(), SreSystem.Noon),
            [], [], [], [], null)),
        StringComparison.Ordinal);

    private static ActionItem Action { get; } = new(
        1, "", "add an index", ActionKind.Prevent, "Ben", new(2026, 12, 1), ActionState.Open, false, SreSystem.Noon,
        "Ada", null, null);
}
