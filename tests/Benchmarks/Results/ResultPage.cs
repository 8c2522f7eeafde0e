using Local;

namespace Benchmarks.Results;

/// <summary>The measured part of <c>docs/performance.md</c>; what stands around it is written by hand.</summary>
internal static class ResultPage
{
    private const string Begin = "<!-- measured: begin -->";
    private const string End = "<!-- measured: end -->";

    private static string File { get; } = Path.Combine(Checkout.Root, "docs", "performance.md");

    public static async Task WriteAsync(string measured, CancellationToken cancellationToken)
    {
        var page = await System.IO.File.ReadAllTextAsync(File, cancellationToken);
        var begin = page.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var end = page.IndexOf(End, StringComparison.Ordinal);
        await System.IO.File.WriteAllTextAsync(
            File, $"{page[..begin]}\n\n{measured.Trim()}\n\n{page[end..]}", cancellationToken);
    }
}
