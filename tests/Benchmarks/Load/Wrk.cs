using System.Globalization;
using System.Text;

namespace Benchmarks.Load;

/// <summary>wrk: each client sends its next request as soon as it has the answer to the last.</summary>
internal static class Wrk
{
    public static string? Program { get; } = Tool.Find("wrk");

    public static async Task<LoadResult> RunAsync(
        Uri address, IEnumerable<string> requests, int clients, TimeSpan duration, CancellationToken cancellationToken)
    {
        var file = Path.GetTempFileName();
        try
        {
            await WriteAsync(file, requests, cancellationToken);
            return LoadResult.Parse(await Tool.RunAsync(
                Program!,
                [
                    "-t", "1", "-c", Text(clients), "-d", $"{duration.TotalSeconds:0}s", "--timeout", "10s",
                    "-s", Path.Combine(AppContext.BaseDirectory, "Load", "replay.lua"), address.ToString(), "--", file,
                ],
                cancellationToken));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task WriteAsync(string file, IEnumerable<string> requests, CancellationToken cancellationToken)
    {
        await using var writer = new StreamWriter(file, append: false, new UTF8Encoding(false));
        foreach (var request in requests)
        {
            var length = Text(Encoding.UTF8.GetByteCount(request));
            await writer.WriteAsync($"{length}\n{request}".AsMemory(), cancellationToken);
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
