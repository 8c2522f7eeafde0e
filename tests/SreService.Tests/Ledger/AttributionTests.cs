using SreService.Incidents;
using SreService.Ledger;
using SreService.Slices;
using SreService.Tests.Incidents;
using SreService.Timeline;

namespace SreService.Tests.Ledger;

public sealed class AttributionTests
{
    private static readonly DateTimeOffset Noon = SreSystem.Noon;
    private static readonly TimelineEvent Deploy = Began(
        10, TimelineEventKind.Deploy, "users-service", "10.0.0.1:9090", "1.1 started");
    private static readonly TimelineEvent Breaker = Began(
        20, TimelineEventKind.Breaker, "gateway", "users/users-1", "open in g-1");

    private static readonly Incident Incident = SomeIncident.Of() with
    {
        BeganAt = Noon.AddMinutes(30.5),
        ResolvedAt = Noon.AddMinutes(33),
    };

    [Theory]
    [InlineData(5, Cause.Unexplained)]
    [InlineData(10, Cause.Deploy)]
    [InlineData(19, Cause.Deploy)]
    [InlineData(30, Cause.Incident)]      // it began in the middle of this minute
    [InlineData(32, Cause.Incident)]
    [InlineData(33, Cause.Unexplained)]
    internal void Every_bad_minute_has_one_cause(int minute, Cause cause) =>
        Assert.Equal(cause, Only(minute, [Breaker, Deploy]).Cause);

    [Theory]
    [InlineData(19, Cause.Unexplained)]
    [InlineData(20, Cause.Dependency)]
    [InlineData(21, Cause.Dependency)]
    [InlineData(22, Cause.Unexplained)]
    internal void Breaker_is_the_cause_of_bad_minutes_from_when_it_opened_to_a_minute_later(int minute, Cause cause) =>
        Assert.Equal(cause, Only(minute, [Breaker]).Cause);

    [Fact]
    public void Event_that_was_found_after_the_minute_but_began_in_it_is_the_cause() => Assert.Equal(
        Cause.Dependency, Only(19, [Breaker with { BeganAt = Noon.AddMinutes(19.9) }]).Cause);

    [Theory]
    [InlineData(10)]
    [InlineData(20)]
    public void Recovery_is_no_cause(int minute) => Assert.Equal(
        Cause.Unexplained, Only(minute, [Breaker with { BeganAt = null }, Deploy with { BeganAt = null }]).Cause);

    [Theory]
    [InlineData("gateway", "users-service", "database", Cause.Dependency)]
    [InlineData("gateway", "web-frontend", "users/10.0.0.1:5000", Cause.Dependency)]
    [InlineData("gateway", "gateway", "sre/sre-1", Cause.Unexplained)]
    [InlineData("gateway", "sre-service", "receiver/pager", Cause.Unexplained)]
    [InlineData("gateway", "orders-service", "database", Cause.Unexplained)]
    [InlineData("users-service", "gateway", "users/users-1", Cause.Unexplained)]
    [InlineData("users-service", "web-frontend", "users/10.0.0.1:5000", Cause.Unexplained)]
    [InlineData("orders-service", "orders-service", "database", Cause.Dependency)]
    internal void Only_what_lies_on_the_path_of_the_requests_is_a_cause(
        string service, string component, string breaker, Cause cause) => Assert.Equal(
        cause, Only(20, [Breaker with { Component = component, Subject = breaker }], service: service).Cause);

    [Theory]
    [InlineData("web-frontend", Cause.Incident)]
    [InlineData("orders-service", Cause.Unexplained)]
    internal void Only_an_incident_on_the_path_of_the_requests_is_a_cause(string component, Cause cause) =>
        Assert.Equal(cause, Only(31, [], incident: Incident with { Component = component }).Cause);

    [Theory]
    [InlineData(31, Cause.Unexplained)]
    [InlineData(32, Cause.Incident)]
    internal void Incident_opened_by_hand_is_no_cause_of_minutes_before_it_was_opened(int minute, Cause cause) =>
        Assert.Equal(
            cause, Only(minute, [], incident: Incident with { ByHand = true, DetectedAt = Noon.AddMinutes(32.5) })
                .Cause);

    [Fact]
    public void Incident_is_no_cause_after_it_was_mitigated() => Assert.Equal(
        Cause.Unexplained, Only(
            32, [], incident: Incident with { MitigatedAt = Noon.AddMinutes(32), ResolvedAt = null }).Cause);

    [Fact]
    public void Incident_of_sre_service_is_not_a_cause() => Assert.Equal(
        Cause.Unexplained, Only(31, [], incident: Incident with { Component = "sre-service" }).Cause);

    [Fact]
    public void Correction_keeps_the_cause_before_and_its_author()
    {
        var entry = Only(31, [], new Correction(
            "success", Noon.AddMinutes(31), Noon.AddMinutes(32), Cause.Deploy, "1.1", "Ada", "its index", Noon));

        Assert.Equal((Cause.Deploy, Cause.Incident, "Ada", "its index"),
            (entry.Cause, entry.Before, entry.CorrectedBy, entry.Reason));
    }

    [Fact]
    public void Minutes_of_one_cause_are_merged_and_all_are_counted()
    {
        (DateTimeOffset, Slice)[] slices =
            [.. new[] { 3, 4, 5, 7, 31, 32, 33 }.Select(
                minute => (Noon.AddMinutes(minute), new Slice(10, minute, Covered: true))),
                (Noon.AddMinutes(6), new Slice(10, 0, Covered: true))];

        var entries = Attribution.Of(slices, "gateway", new([Incident], [], []), Noon.AddHours(1));

        Assert.Equal([(3, 12), (1, 7), (2, 63), (1, 33)], entries.Select(entry => (entry.Minutes, entry.Bad)));
        var report = LedgerReport.Of("success", Noon, Noon.AddHours(1), entries);
        Assert.Equal(
            (115, new(63, 2), new(52, 5)), (report.Bad, report.ByCause["incident"], report.ByCause["unexplained"]));
    }

    private static TimelineEvent Began(
        int minute, TimelineEventKind kind, string component, string subject, string text) =>
        new(Noon.AddMinutes(minute), kind, component, subject, text) { BeganAt = Noon.AddMinutes(minute) };

    private static LedgerEntry Only(
        int minute, TimelineEvent[] events, Correction? correction = null, Incident? incident = null,
        string service = "gateway") =>
        Assert.Single(Attribution.Of(
            [(Noon.AddMinutes(minute), new Slice(0, 1, Covered: true))], service,
            new([incident ?? Incident], events, correction is null ? [] : [correction]), Noon.AddHours(1)));
}
