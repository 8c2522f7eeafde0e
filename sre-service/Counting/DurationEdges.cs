using Platform.Telemetry;

namespace SreService.Counting;

/// <summary>Upper bounds of the duration buckets, in seconds, that all services use.</summary>
internal static class DurationEdges
{
    public static readonly double[] Seconds = [.. TelemetryModule.DurationEdges];

    public static int Count => Seconds.Length;

    /// <returns>Index of an edge; -1 if unknown.</returns>
    public static int IndexOf(double seconds) => Array.IndexOf(Seconds, seconds);
}
