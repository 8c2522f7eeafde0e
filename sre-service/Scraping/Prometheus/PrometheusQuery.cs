namespace SreService.Scraping.Prometheus;

/// <summary>
/// One question for everything, so that all samples of a target are those of one scrape: the series that are counted or
/// shown as they were read, whether the target could be read, and when.
/// </summary>
internal static class PrometheusQuery
{
    /// <summary>Marks the sample whose value is the time of a target's last scrape.</summary>
    public const string ReadAtLabel = "evenkeel_read_at";

    /// <param name="services">The services; each is a job of that name.</param>
    public static string Of(IEnumerable<string> services)
    {
        var jobs = $"job=~\"{string.Join('|', services.Select(Literal))}\"";
        return $$"""
            {__name__=~"{{KnownLines.NamePattern}}|up",{{jobs}}}
              or label_replace(timestamp(up{{{jobs}}}), "{{ReadAtLabel}}", "1", "", "")
            """;
    }

    /// <summary>A name of a service as a regular expression within a string of PromQL.</summary>
    private static string Literal(string service) =>
        Series.Escape(string.Concat(service.Select(letter =>
            char.IsLetterOrDigit(letter) || letter is '-' or '_' ? $"{letter}" : $"\\{letter}")));
}
