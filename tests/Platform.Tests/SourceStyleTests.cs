using Testing;

namespace Platform.Tests;

/// <summary>Rules that neither the formatter nor an analyzer enforces.</summary>
public sealed class SourceStyleTests
{
    private const int MaxLineLength = 120;

    [Fact]
    public void Lines_have_at_most_120_characters() => Assert.Empty(
        from path in SourceFiles()
        from line in File.ReadLines(Path.Combine(Repository.Root, path)).Index()
        where line.Item.Length > MaxLineLength
        select $"{path}:{line.Index + 1} has {line.Item.Length} characters");

    private static IEnumerable<string> SourceFiles() =>
        from file in Directory.EnumerateFiles(Repository.Root, "*", SearchOption.AllDirectories)
        where Path.GetExtension(file) is ".cs" or ".razor" or ".js" or ".css"
        let path = Path.GetRelativePath(Repository.Root, file).Replace('\\', '/')
        where !path.Split('/')
            .Any(folder => folder is "bin" or "obj" or "artifacts" or "node_modules" || folder.StartsWith('.'))
        select path;
}
