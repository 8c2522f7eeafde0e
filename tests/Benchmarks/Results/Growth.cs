namespace Benchmarks.Results;

/// <summary>How a figure grows with the number of rows.</summary>
internal static class Growth
{
    /// <param name="points">Sizes and values; those that are not positive are left out.</param>
    /// <returns>
    /// The k of value ∝ rows^k, by least squares over the logarithms: 0 means that size does not matter, 1 that twice
    /// the rows cost twice as much. Null with fewer than two points.
    /// </returns>
    public static double? Exponent(IEnumerable<(double Rows, double Value)> points)
    {
        (double X, double Y)[] logs =
        [
            .. points.Where(point => point is { Rows: > 0, Value: > 0 })
                .Select(point => (Math.Log(point.Rows), Math.Log(point.Value))),
        ];
        if (logs.Length < 2)
        {
            return null;
        }

        var (meanX, meanY) = (logs.Average(log => log.X), logs.Average(log => log.Y));
        return logs.Sum(log => (log.X - meanX) * (log.Y - meanY)) / logs.Sum(log => Math.Pow(log.X - meanX, 2));
    }
}
