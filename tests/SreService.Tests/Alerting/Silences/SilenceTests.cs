using SreService.Alerting.Silences;
using SreService.Tests.Notifications;

namespace SreService.Tests.Alerting.Silences;

public sealed class SilenceTests
{
    private static readonly DateTimeOffset Noon = SreSystem.Noon;

    [Theory]
    [InlineData(null, null, null, true)]
    [InlineData("bad_requests", null, null, true)]
    [InlineData("slow_answers", null, null, false)]
    [InlineData(null, "gateway", null, true)]
    [InlineData(null, "users-service", null, false)]
    [InlineData(null, null, "gateway", true)]
    [InlineData(null, null, "10.0.0.1", false)]
    [InlineData("bad_requests", "users-service", null, false)]
    [InlineData("bad_requests", "gateway", "10.0.0.1", false)]
    [InlineData("bad_requests", "gateway", "gateway", true)]
    public void Silence_matches_an_alert_that_equals_all_its_matchers(
        string? rule, string? component, string? subject, bool matches) => Assert.Equal(
        matches, Of(rule, component, subject).Matches(SomeAlert.Of("bad_requests"), Noon));

    [Theory]
    [InlineData(59, true)]
    [InlineData(60, false)]
    public void Silence_matches_until_it_expires(int minute, bool matches) =>
        Assert.Equal(matches, Of().Matches(SomeAlert.Of(), Noon.AddMinutes(minute)));

    [Fact]
    public void Silence_that_was_ended_early_matches_nothing() =>
        Assert.False((Of() with { EndedAt = Noon, EndedBy = "Grace" }).Matches(SomeAlert.Of(), Noon));

    [Fact]
    public void Acknowledgement_holds_for_the_alert_that_was_firing_then()
    {
        var acknowledgement = new Acknowledgement("bad_requests", "gateway", Noon, "Ada", Noon.AddMinutes(1), null);

        Assert.True(acknowledgement.IsOf(SomeAlert.Of()));
        Assert.False(acknowledgement.IsOf(SomeAlert.Of(firingSince: 600)));
        Assert.False(acknowledgement.IsOf(SomeAlert.Of("slow_answers")));
    }

    private static Silence Of(string? rule = null, string? component = null, string? subject = null) =>
        new(1, rule, component, subject, "Ada", "maintenance", Noon, Noon.AddHours(1), null, null);
}
