namespace Benchmarks.Contests;

internal static class Median
{
    /// <returns>The middle value, or the mean of the two in the middle.</returns>
    public static double Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
