using System.Globalization;

namespace Benchmarks.Subjects;

/// <summary>What a service of the product counts about itself, as its management port says.</summary>
/// <param name="AllocatedBytes">On the managed heap.</param>
/// <param name="Contentions">How often a thread had to wait for a lock.</param>
/// <param name="LostLines">Log lines that were dropped.</param>
internal sealed record Counters(double AllocatedBytes, double Contentions, double LostLines)
{
    private static readonly HttpClient Client = new() { Timeout = TimeSpan.FromSeconds(5) };

    public static async Task<Counters> ReadAsync(Uri management, CancellationToken cancellationToken)
    {
        var lines = (await Client.GetStringAsync(new Uri(management, "/metrics"), cancellationToken)).Split('\n');
        return new(
            Of("dotnet_gc_heap_total_allocated_bytes_total"), Of("dotnet_monitor_lock_contentions_total"),
            Of("log_lines_dropped_total"));

        double Of(string name) => lines.Where(line => line.StartsWith($"{name}{{", StringComparison.Ordinal))
            .Sum(line => double.Parse(line.Split(' ')[^1], CultureInfo.InvariantCulture));
    }

    public Counters Since(Counters before) => new(
        AllocatedBytes - before.AllocatedBytes, Contentions - before.Contentions, LostLines - before.LostLines);
}
