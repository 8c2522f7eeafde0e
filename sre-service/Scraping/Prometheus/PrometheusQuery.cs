namespace SreService.Scraping.Prometheus;

/// <summary>
/// One query for everything, so that all samples of a target are of the same scrape: the used series,
/// whether the target is up, and the time of the scrape.
/// </summary>
internal static class PrometheusQuery
{
    /// <summary>Marks the sample whose value is the time of a target's last scrape.</summary>
    public const string ReadAtLabel = "evenkeel_read_at";

    /// <param name="services">The services, each a job of that name.</param>
    public static string Of(IEnumerable<string> services)
    {
        var jobs = $"job=~\"{string.Join('|', services.Select(Literal))}\"";
        return $$"""
            {__name__=~"{{ScrapedMetrics.NamePattern}}|up",{{jobs}}}
              or label_replace(timestamp(up{{{jobs}}}), "{{ReadAtLabel}}", "1", "", "")
            """;
    }

    /// <summary>A name of a service as a regular expression within a string of PromQL.</summary>
    private static string Literal(string service) =>
        Series.Escape(string.Concat(service.Select(letter =>
            char.IsLetterOrDigit(letter) || letter is '-' or '_' ? $"{letter}" : $"\\{letter}")));
}
