using System.Globalization;

namespace Benchmarks.Load;

/// <summary>What a generator of load saw in one round.</summary>
/// <param name="Requests">Answers received.</param>
/// <param name="Elapsed">From the first request to the last answer.</param>
/// <param name="Errors">Statuses from 400, and connections that failed.</param>
/// <param name="P50">Latency that half of the requests stay below.</param>
/// <param name="P99">Latency that 99 % stay below.</param>
internal sealed record LoadResult(long Requests, TimeSpan Elapsed, long Errors, TimeSpan P50, TimeSpan P99)
{
    /// <summary>Per second.</summary>
    public double Rate => Requests / Elapsed.TotalSeconds;

    /// <param name="output">Holds a line <c>result requests elapsed errors p50 p99</c>, times in microseconds.</param>
    /// <exception cref="BrokenScenarioException">It does not.</exception>
    public static LoadResult Parse(string output)
    {
        var line = output.Split('\n').FirstOrDefault(line => line.StartsWith("result ", StringComparison.Ordinal))
            ?? throw new BrokenScenarioException($"The generator of load failed: {output}");
        long[] numbers =
            [.. line.Split(' ').Skip(1).Select(number => long.Parse(number, CultureInfo.InvariantCulture))];
        return new(numbers[0], Micro(numbers[1]), numbers[2], Micro(numbers[3]), Micro(numbers[4]));
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"result {Requests} {Micro(Elapsed):0} {Errors} {Micro(P50):0} {Micro(P99):0}");

    private static double Micro(TimeSpan time) => time.TotalMicroseconds;

    private static TimeSpan Micro(long count) => TimeSpan.FromMicroseconds(count);
}
