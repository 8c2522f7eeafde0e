using System.Globalization;

namespace Benchmarks.Subjects;

/// <summary>Processor time as Linux counts it, in ticks of 10 ms.</summary>
internal static class CpuTime
{
    private const double TicksPerSecond = 100;

    /// <returns>User and system time of the process and of everything it started, those that ended included.</returns>
    public static TimeSpan OfTree(int root) =>
        Read(root) is { } entry ? TimeSpan.FromSeconds(Sum(entry, ByParent()) / TicksPerSecond) : TimeSpan.Zero;

    /// <returns>The ids of the processes that it started and that run.</returns>
    public static IEnumerable<int> ChildrenOf(int parent) => ByParent()[parent].Select(entry => entry.Id);

    private static ILookup<int, Entry> ByParent() => Directory.EnumerateDirectories("/proc")
        .Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? Read(id) : null)
        .OfType<Entry>()
        .ToLookup(entry => entry.Parent);

    private static long Sum(Entry entry, ILookup<int, Entry> children) =>
        entry.Ticks + children[entry.Id].Sum(child => Sum(child, children));

    /// <remarks>proc(5): after the name in parentheses, field 4 is the parent, 14 to 17 the times.</remarks>
    private static Entry? Read(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return new(id, int.Parse(fields[1], CultureInfo.InvariantCulture),
                fields[11..15].Sum(ticks => long.Parse(ticks, CultureInfo.InvariantCulture)));
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return null;
        }
    }

    private sealed record Entry(int Id, int Parent, long Ticks);
}
