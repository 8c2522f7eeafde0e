namespace Benchmarks.Load;

/// <summary>Durations of many requests, written down by many clients.</summary>
internal sealed class Latencies
{
    private readonly Lock _lock = new();
    private readonly List<TimeSpan> _all = [];

    public void Add(IEnumerable<TimeSpan> some)
    {
        lock (_lock)
        {
            _all.AddRange(some);
        }
    }

    public LoadResult Result(TimeSpan elapsed, long errors)
    {
        _all.Sort();
        return new(_all.Count, elapsed, errors, Percentile(0.50), Percentile(0.99));
    }

    /// <summary>Nearest rank.</summary>
    private TimeSpan Percentile(double share) =>
        _all.Count == 0 ? TimeSpan.Zero : _all[(int)Math.Ceiling(share * _all.Count) - 1];
}
