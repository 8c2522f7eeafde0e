using System.Text.RegularExpressions;
using Testing;

namespace Platform.Tests;

/// <summary>The table in <c>tests/mutation</c> names files and test classes that exist.</summary>
public sealed partial class MutationTableTests
{
    public static TheoryData<string, string, string[], string[]> Areas() =>
    [
        .. Area().Matches(File.ReadAllText(Path.Combine(Repository.Root, "tests", "mutation"))).Select(area => (
            area.Groups[1].Value, area.Groups[2].Value,
            area.Groups[3].Value.Split(','), area.Groups[4].Value.Split(','))),
    ];

    [Theory]
    [MemberData(nameof(Areas))]
    public void Table_names_files_and_test_classes_that_exist(
        string project, string folder, string[] files, string[] classes)
    {
        var tests = Directory.GetFiles(
                Path.Combine(Repository.Root, "tests", $"{project}.Tests"), "*.cs", SearchOption.AllDirectories)
            .Select(Path.GetFileNameWithoutExtension);

        Assert.All(files, file => Assert.True(File.Exists(Path.Combine(Repository.Root, folder, file)), file));
        Assert.Subset(tests.ToHashSet(), classes.ToHashSet<string?>());
    }

    [GeneratedRegex("""^ +"(\w+) ([\w-]+) (\S+) (\S+)"$""", RegexOptions.Multiline)]
    private static partial Regex Area();
}
