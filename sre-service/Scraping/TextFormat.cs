namespace SreService.Scraping;

internal enum TextFormat
{
    /// <summary>
    /// Prometheus' own, version 0.0.4: timestamps in milliseconds; a page does not say where it ends.
    /// </summary>
    Prometheus,

    /// <summary>OpenMetrics 1.0: timestamps in seconds, exemplars, and <c># EOF</c> as the last line.</summary>
    OpenMetrics,
}

internal static class TextFormats
{
    /// <param name="mediaType">Of the header <c>Content-Type</c>, without parameters.</param>
    public static TextFormat Of(string? mediaType) =>
        string.Equals(mediaType, "application/openmetrics-text", StringComparison.OrdinalIgnoreCase)
            ? TextFormat.OpenMetrics
            : TextFormat.Prometheus;
}
