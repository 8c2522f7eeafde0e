using SreService.Incidents;
using SreService.Ledger;
using SreService.Slices;
using SreService.Tests.Incidents;
using SreService.Timeline;

namespace SreService.Tests.Ledger;

public sealed class AttributionTests
{
    private static readonly DateTimeOffset Noon = SreSystem.Noon;
    private static readonly TimelineEvent Deploy = new(
        Noon.AddMinutes(10), TimelineEventKind.Deploy, "users-service", "10.0.0.1:9090", "1.1 started");
    private static readonly TimelineEvent Breaker = new(
        Noon.AddMinutes(20), TimelineEventKind.Breaker, "gateway", "users/users-1", "open in g-1");

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
    [InlineData(18, Cause.Unexplained)]
    [InlineData(19, Cause.Dependency)]
    [InlineData(21, Cause.Dependency)]
    [InlineData(22, Cause.Unexplained)]
    internal void Breaker_is_the_cause_of_bad_minutes_within_a_minute(int minute, Cause cause) =>
        Assert.Equal(cause, Only(minute, [Breaker]).Cause);

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

        var entries = Attribution.Of(slices, new([Incident], [], []), Noon.AddHours(1));

        Assert.Equal([(3, 12), (1, 7), (2, 63), (1, 33)], entries.Select(entry => (entry.Minutes, entry.Bad)));
        var report = LedgerReport.Of("success", Noon, Noon.AddHours(1), entries);
        Assert.Equal(
            (115, new(63, 2), new(52, 5)), (report.Bad, report.ByCause["incident"], report.ByCause["unexplained"]));
    }

    private static LedgerEntry Only(
        int minute, TimelineEvent[] newestFirst, Correction? correction = null, Incident? incident = null) =>
        Assert.Single(Attribution.Of(
            [(Noon.AddMinutes(minute), new Slice(0, 1, Covered: true))],
            new([incident ?? Incident], newestFirst, correction is null ? [] : [correction]), Noon.AddHours(1)));
}
