using Platform.Telemetry;

namespace SreService.Counting;

/// <summary>The upper limits of the duration buckets, in seconds, that every service of the system uses.</summary>
internal static class DurationEdges
{
    public static readonly double[] Seconds = [.. TelemetryModule.DurationEdges];

    public static int Count => Seconds.Length;

    /// <returns>The place of an edge; -1 when it is not one of ours.</returns>
    public static int IndexOf(double seconds) => Array.IndexOf(Seconds, seconds);
}
