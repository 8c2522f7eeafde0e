using Testing;

namespace Platform.Tests.Pipelines;

/// <summary><c>.ci/act</c> runs a workflow on this machine.</summary>
public sealed class ActTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task Jobs_run_after_those_that_they_need()
    {
        var (code, output) = await ActAsync(
            """
            jobs:
              second: { needs: first, steps: [run: echo is second] }
              first: { steps: [run: echo is first] }
            """);

        Assert.Equal(0, code);
        Assert.Equal(["is first", "is second"], Said(output));
    }

    [Fact]
    public async Task Step_that_uses_an_action_is_skipped_and_named()
    {
        var (code, output) = await ActAsync("jobs: { scan: { steps: [uses: owner/scan@1, run: echo is run] } }");

        Assert.Equal(0, code);
        Assert.Contains("skipped: owner/scan@1", output);
        Assert.Equal(["is run"], Said(output));
    }

    [Fact]
    public async Task Failed_step_ends_its_job_and_those_that_need_it()
    {
        var (code, output) = await ActAsync(
            """
            jobs:
              broken: { steps: [run: "false | cat", run: echo is run] }
              dependent: { needs: broken, steps: [run: echo is run] }
              other: { steps: [run: echo is other] }
              green:
                if: ${{ always() }}
                needs: [broken, dependent, other]
                steps: [{ run: .ci/steps/all-green, env: { NEEDS: "${{ toJSON(needs) }}" } }]
            """);

        Assert.Equal(1, code);
        Assert.Equal(["is other"], Said(output));
        Assert.Contains("broken: failure\ndependent: skipped\n", output);
        Assert.EndsWith("== green: failure\n", output);
    }

    [Fact]
    public async Task Job_runs_once_for_each_value_of_its_matrix()
    {
        var (_, output) = await ActAsync(
            """
            jobs:
              each:
                strategy: { matrix: { service: [gateway, users] } }
                steps: [{ run: echo "is $SERVICE", env: { SERVICE: "${{ matrix.service }}" } }]
            """);

        Assert.Equal(["is gateway", "is users"], Said(output));
    }

    [Fact]
    public async Task Chosen_job_runs_alone()
    {
        var (_, output) = await ActAsync(
            "jobs: { one: { steps: [run: echo is one] }, two: { needs: one, steps: [run: echo is two] } }", "two");

        Assert.Equal(["is two"], Said(output));
    }

    [Fact]
    public async Task Unknown_job_is_refused()
    {
        var (code, output) = await ActAsync("jobs: { one: { steps: [] } }", "nine");

        Assert.Equal(1, code);
        Assert.EndsWith("has no job nine\n", output);
    }

    private async Task<(int Code, string Output)> ActAsync(string workflow, params string[] jobs)
    {
        Programs.Find("yamllint", "yamllint");
        await File.WriteAllTextAsync(_file, workflow, TestContext.Current.CancellationToken);
        return await Script.RunAsync(".ci/act", [_file, .. jobs]);
    }

    private static IEnumerable<string> Said(string output) =>
        output.Split('\n').Where(line => line.StartsWith("is ", StringComparison.Ordinal));
}
