using Testing;

namespace Platform.Tests.Pipelines;

/// <summary>The nightly run compares its benchmarks with those of the last release.</summary>
public sealed class BenchmarkGateTests : IDisposable
{
    private const string Ratio = "ours ÷ bare";

    private static readonly string Page = Path.Combine(Repository.Root, "docs", "performance.md");

    private readonly string _before = Path.GetTempFileName();
    private readonly string _after = Path.GetTempFileName();

    public void Dispose()
    {
        File.Delete(_before);
        File.Delete(_after);
    }

    [Fact]
    public async Task Page_of_the_repository_has_ratios_and_is_not_worse_than_itself()
    {
        var (code, output) = await Script.RunAsync(".ci/steps/benchmark-gate", [Page, Page]);

        Assert.Equal(0, code);
        Assert.Contains("throughput, ours ÷ bare", output);
    }

    [Theory]
    [InlineData("≤ 2 met", "1.00", "1.10", 0)]
    [InlineData("≤ 2 met", "1.00", "1.11", 1)]
    [InlineData("≤ 2 met", "1.00", "0.50", 0)]
    [InlineData("≥ 0.5 **missed**", "1.10", "1.00", 0)]
    [InlineData("≥ 0.5 **missed**", "1.11", "1.00", 1)]
    [InlineData("≥ 0.5 **missed**", "1.00", "2.00", 0)]
    [InlineData("≤ 2 met", "1.00", "–", 1)]
    public async Task Ratio_may_be_10_percent_worse(string target, string before, string after, int expected) =>
        Assert.Equal(expected, await CompareAsync(Table(Ratio, before, target), Table(Ratio, after, target)));

    [Fact]
    public async Task Figure_that_is_no_ratio_is_not_compared() => Assert.Equal(0, await CompareAsync(
        Table(Ratio, "1", "≤ 2 met") + Table("start in ms", "100", "≤ 500 met"),
        Table(Ratio, "1", "≤ 2 met") + Table("start in ms", "400", "≤ 500 met")));

    [Fact]
    public async Task Page_without_ratios_fails() => Assert.Equal(1, await CompareAsync("# Page\n", "# Page\n"));

    private static string Table(string measure, string value, string target) =>
        $"""
        ### Scenario

        |  | 10,000 rows | growth | target |
        |---|---|---|---|
        | {measure} | {value} | 0.02 | {target} |

        """;

    private async Task<int> CompareAsync(string before, string after)
    {
        await File.WriteAllTextAsync(_before, before, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_after, after, TestContext.Current.CancellationToken);
        return (await Script.RunAsync(".ci/steps/benchmark-gate", [_before, _after])).Code;
    }
}
