using SreService.Objectives;
using static SreService.Objectives.ObjectiveStatus;

namespace SreService.Tests.Objectives;

public sealed class ObjectiveStatusTests
{
    [Theory]
    [InlineData("0.2001", nameof(Met))]
    [InlineData("0.20", nameof(AtRisk))]
    [InlineData("0.0001", nameof(AtRisk))]
    [InlineData("0", nameof(Exhausted))]
    [InlineData("-3", nameof(Exhausted))]
    public void Status_is_entered_at_its_threshold(string remaining, string status) =>
        Assert.Equal(
            Enum.Parse<ObjectiveStatus>(status), ObjectiveStatuses.Next(Met, Number(remaining), Number(remaining)));

    [Theory]
    [InlineData(nameof(AtRisk), "0.2499", nameof(AtRisk))]
    [InlineData(nameof(AtRisk), "0.25", nameof(Met))]
    [InlineData(nameof(Exhausted), "0.0199", nameof(Exhausted))]
    [InlineData(nameof(Exhausted), "0.02", nameof(AtRisk))]
    [InlineData(nameof(Exhausted), "0.24", nameof(AtRisk))]
    [InlineData(nameof(Exhausted), "0.25", nameof(Met))]
    public void Status_is_left_at_a_better_threshold(string before, string remaining, string after) =>
        Assert.Equal(
            Enum.Parse<ObjectiveStatus>(after),
            ObjectiveStatuses.Next(
                Enum.Parse<ObjectiveStatus>(before), Number(remaining), Number(remaining)));

    [Fact]
    public void Status_is_no_data_without_events() =>
        Assert.Equal(NoData, ObjectiveStatuses.Next(Met, null, null));

    [Fact]
    public void Budget_that_the_unobserved_time_may_save_is_at_risk_and_not_exhausted() =>
        Assert.Equal(AtRisk, ObjectiveStatuses.Next(Met, remaining: -4, atBest: 0.1m));

    private static decimal Number(string text) =>
        decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
