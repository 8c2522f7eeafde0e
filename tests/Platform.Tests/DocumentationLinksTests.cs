using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Platform.Tests;

/// <summary>Whatever the documentation points to exists: pages, their headings, and files of the repository.</summary>
public sealed partial class DocumentationLinksTests
{
    private static readonly string Repository = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(Here())!, "../.."));

    public static TheoryData<string> Pages =>
    [
        "README.md", "CONTRIBUTING.md", "SECURITY.md",
        .. Directory.GetFiles(Path.Combine(Repository, "docs"), "*.md", SearchOption.AllDirectories)
            .Select(page => Path.GetRelativePath(Repository, page)),
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Links_lead_to_files_and_headings(string page)
    {
        var links = Links().Matches(await ReadAsync(page)).Select(link => link.Groups[1].Value)
            .Where(link => !link.StartsWith("http", StringComparison.Ordinal));

        foreach (var link in links)
        {
            var (path, anchor) = link.Split('#') is [var file, var heading] ? (file, heading) : (link, null);
            var target = path is "" ? page : Path.Combine(Path.GetDirectoryName(page)!, path);
            Assert.True(Path.Exists(Path.Combine(Repository, target)), link);
            Assert.True(anchor is null || Anchors(await ReadAsync(target)).Contains(anchor), link);
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Named_files_exist(string page) => Assert.All(
        NamedFiles().Matches(await ReadAsync(page)).Select(file => file.Groups[1].Value),
        file => Assert.True(Path.Exists(Path.Combine(Repository, file)), file));

    /// <summary>As GitHub makes them of headings.</summary>
    private static IEnumerable<string> Anchors(string text) => Headings().Matches(text)
        .Select(heading => NotInAnchors().Replace(heading.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-'));

    private static Task<string> ReadAsync(string page) =>
        File.ReadAllTextAsync(Path.Combine(Repository, page), TestContext.Current.CancellationToken);

    private static string Here([CallerFilePath] string path = "") => path;

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Links();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Headings();

    [GeneratedRegex("[^a-z0-9 _-]")]
    private static partial Regex NotInAnchors();

    [GeneratedRegex(
        "`((?:gateway|users-service|sre-service|web-frontend|shared|infra|tests|docs|requests|\\.ci)/[\\w./-]+)`")]
    private static partial Regex NamedFiles();
}
