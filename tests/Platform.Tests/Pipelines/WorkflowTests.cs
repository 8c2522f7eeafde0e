namespace Platform.Tests.Pipelines;

public sealed class WorkflowTests
{
    private const string Sample =
        """
        name: Pull request
        on:
          pull_request:
        permissions: {}
        concurrency:
          group: ${{ github.ref }}
        defaults:
          run:
            shell: bash
        jobs:
          lint:
            runs-on: ubuntu-24.04
            timeout-minutes: 10
            permissions:
              contents: read
            steps:
              - uses: actions/checkout@0123456789abcdef0123456789abcdef01234567 # v7.0.1
                with:
                  persist-credentials: false
              - run: .ci/steps/lint
          green:
            if: ${{ always() }}
            needs: [lint]
            runs-on: ubuntu-24.04
            timeout-minutes: 5
            permissions:
              contents: read
            steps:
              - run: .ci/steps/all-green
        """;

    public static TheoryData<string> Names =>
        [.. Directory.GetFiles(Workflow.Folder, "*.yml").Select(file => Path.GetFileNameWithoutExtension(file))];

    [Theory]
    [MemberData(nameof(Names))]
    public void Workflow_keeps_the_rules(string name) => Assert.Empty(Load(name).Violations());

    [Fact]
    public void Workflows_agree_on_the_commit_of_each_action() => Assert.All(
        Names.SelectMany(name => Load(name.Data).Actions()).Select(action => action.Split('@'))
            .GroupBy(action => string.Join('/', action[0].Split('/').Take(2)), action => action[1]),
        commits => Assert.Single(commits.Distinct()));

    [Fact]
    public void Sample_keeps_the_rules() => Assert.Empty(new Workflow("pull-request", Sample).Violations());

    [Theory]
    [InlineData("permissions: {}", "permissions: read-all", "The token has rights outside of jobs.")]
    [InlineData("permissions: {}", "", "The token has rights outside of jobs.")]
    [InlineData("concurrency:\n  group: ${{ github.ref }}\n", "", "There is no concurrency group.")]
    [InlineData("shell: bash", "shell: sh", "The shell is not bash, which stops at the first failure of a pipe.")]
    [InlineData("pull_request:", "pull_request_target:", "pull_request_target gives rights to the code of strangers.")]
    [InlineData("github.ref", "secrets.KEY", "There is a stored secret.")]
    [InlineData("needs: [lint]", "needs: []", "green does not need lint.")]
    [InlineData("if: ${{ always() }}", "if: ${{ success() }}", "green does not run after a failure.")]
    [InlineData("    timeout-minutes: 10\n", "", "lint has no timeout.")]
    [InlineData("timeout-minutes: 10", "timeout-minutes: 1000", "lint has no timeout.")]
    [InlineData("ubuntu-24.04\n    timeout-minutes: 10", "ubuntu-latest\n    timeout-minutes: 10",
        "lint runs on a machine that changes.")]
    [InlineData("    permissions:\n      contents: read\n    steps:\n      - uses", "    steps:\n      - uses",
        "lint does not say its rights.")]
    [InlineData("contents: read\n    steps:\n      - uses", "contents: write\n    steps:\n      - uses",
        "lint may not have contents: write.")]
    [InlineData("persist-credentials: false", "fetch-depth: 0", "lint leaves the token in the checkout.")]
    [InlineData(".ci/steps/lint", ".ci/steps/lint ${{ github.head_ref }}",
        "lint has an expression in a script: .ci/steps/lint ${{ github.head_ref }}")]
    [InlineData(".ci/steps/lint", "npm test", "lint runs what is no script of the repository: npm test")]
    [InlineData(".ci/steps/lint", ".ci/stages.sh", "lint runs what is no script of the repository: .ci/stages.sh")]
    [InlineData("@0123456789abcdef0123456789abcdef01234567 # v7.0.1", "@v7", "actions/checkout@v7 is not pinned.")]
    [InlineData(" # v7.0.1", "",
        "actions/checkout@0123456789abcdef0123456789abcdef01234567 is not pinned.")]
    public void Broken_rule_is_a_violation(string rule, string broken, string violation)
    {
        Assert.Contains(rule, Sample);

        var workflow = new Workflow("pull-request", Sample.Replace(rule, broken, StringComparison.Ordinal));

        Assert.Equal([violation], workflow.Violations());
    }

    private static Workflow Load(string name) =>
        new(name, File.ReadAllText(Path.Combine(Workflow.Folder, $"{name}.yml")));
}
