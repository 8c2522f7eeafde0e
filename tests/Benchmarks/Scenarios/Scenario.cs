using Benchmarks.Results;

namespace Benchmarks.Scenarios;

/// <param name="Name">On the command line.</param>
/// <param name="Title">In the results.</param>
/// <param name="About">What is compared with what, as far as the figures do not say it.</param>
/// <param name="DependsOnRows">Whether it is run at every size, or once.</param>
/// <param name="MeasureAsync">Runs it.</param>
internal sealed record Scenario(
    string Name, string Title, string About, bool DependsOnRows,
    Func<Stage, CancellationToken, Task<IReadOnlyList<Figure>>> MeasureAsync)
{
    public static IReadOnlyList<Scenario> All =>
    [
        WholePath.Scenario, ReadThroughGateway.Scenario, ReadAtService.Scenario, Pages.Scenario, Searches.Scenario,
        Writes.Scenario, Allocations.Scenario, Telemetry.Scenario, GatewayAlone.Scenario, Scraping.Scenario,
        Evaluation.Scenario, Starts.Scenario,
    ];
}
