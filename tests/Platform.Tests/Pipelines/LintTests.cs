using Testing;

namespace Platform.Tests.Pipelines;

/// <summary>Each kind of file has a check that can fail; <c>.ci/run</c> checks the files of the repository.</summary>
public sealed class LintTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("evenkeel-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData("script.sh", "#!/bin/sh\necho $1\n", "SC2086")]
    [InlineData("program", "#!/usr/bin/env bash\necho $1\n", "SC2086")]
    [InlineData("settings.yml", "key:  value\n", "too many spaces")]
    [InlineData("Dockerfile", "FROM base:1\nFETCH me\n", "Unknown instruction: FETCH")]
    [InlineData("page.md", "# One\n\n# Two\n", "MD025")]
    [InlineData(
        ".github/workflows/broken.yml",
        "on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - runs: ls\n",
        "Unexpected value 'runs'")]
    public async Task File_that_breaks_a_rule_fails(string file, string text, string problem)
    {
        Programs.Find("shellcheck", "shellcheck");
        Programs.Find("yamllint", "yamllint");
        Programs.Find("npm", "npm");
        var path = Path.Combine(_folder.FullName, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);

        var (code, output) = await Script.RunAsync(".ci/steps/lint", [path]);

        Assert.Contains(problem, output);
        Assert.Equal(1, code);
    }
}
