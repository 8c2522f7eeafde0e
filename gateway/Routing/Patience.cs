using System.Collections.Concurrent;
using System.Numerics;

namespace Gateway.Routing;

/// <summary>
/// How long a replica may take to begin an answer to a safe request before another is asked: twice the 99th percentile
/// of the route's own recent answers, at least 1 s. A shorter one would double the load when every replica is slow.
/// </summary>
internal sealed class Patience
{
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Durations> _routes = new();

    public TimeSpan Of(string route) => _routes.TryGetValue(route, out var durations)
        ? TimeSpan.FromMilliseconds(Math.Max(Least.TotalMilliseconds, 2 * durations.Percentile99()))
        : Least;

    public void Answered(string route, TimeSpan duration) =>
        _routes.GetOrAdd(route, _ => new()).Add((ulong)duration.TotalMilliseconds);

    /// <summary>Counts by powers of two; old ones count less and less.</summary>
    private sealed class Durations
    {
        private const int Generation = 1000;

        private readonly int[] _counts = new int[32];
        private int _total;

        public void Add(ulong milliseconds)
        {
            lock (_counts)
            {
                _counts[BitOperations.Log2(Math.Min(milliseconds, 1 << 30) | 1) + 1]++;
                if (++_total >= Generation)
                {
                    Age();
                }
            }
        }

        /// <returns>In milliseconds, rounded up to a power of two.</returns>
        public double Percentile99()
        {
            lock (_counts)
            {
                var (bucket, slower) = (_counts.Length - 1, _counts[^1]);
                while (slower <= _total / 100 && bucket > 0)
                {
                    slower += _counts[--bucket];
                }

                return Math.Pow(2, bucket);
            }
        }

        private void Age()
        {
            _total = 0;
            for (var bucket = 0; bucket < _counts.Length; bucket++)
            {
                _total += _counts[bucket] /= 2;
            }
        }
    }
}
