using System.ComponentModel.DataAnnotations;
using Platform.Configuration;

namespace SreService.Scraping;

/// <summary>Section <c>Scraping</c>.</summary>
public sealed class ScrapingSettings : ICheckedSettings
{
    public const string Section = "Scraping";

    /// <summary>Source of the replicas' metrics.</summary>
    public ScrapeSource Source { get; set; }

    /// <summary>With source Prometheus, its base address.</summary>
    public Uri? Prometheus { get; set; }

    /// <summary>Largest response of Prometheus, in bytes.</summary>
    [Range(1024, 1024 * 1024 * 1024)]
    public int PrometheusMaxBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// Scrape interval; it divides a minute, so that one scrape falls on each full minute.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Scrape timeout.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:30")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Largest response of a replica, in bytes.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int MaxBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Most samples in a response.</summary>
    [Range(100, 1_000_000)]
    public int MaxSeries { get; set; } = 20_000;

    /// <summary>Most replicas to scrape; further ones are ignored.</summary>
    [Range(1, 100_000)]
    public int MaxTargets { get; set; } = 2000;

    /// <summary>Replicas by their management address.</summary>
    public List<TargetSettings> Targets { get; set; } = [];

    /// <summary>DNS names of which every address is a replica, for example <c>http://users-service:9090</c>.</summary>
    public List<TargetSettings> Discovery { get; set; } = [];

    /// <summary>How often DNS names are looked up.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan DiscoveryInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A discovered replica that is down, and that neither DNS nor a heartbeat has shown for this long, is
    /// gone.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:05", "01:00:00")]
    public TimeSpan ForgetAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Further services whose heartbeats are accepted.</summary>
    public List<string> Services { get; set; } = [];

    /// <summary>The services of this system, and all further ones that are configured.</summary>
    internal IEnumerable<string> KnownServices => SystemTopology.Names.Union(Services)
        .Union(Targets.Concat(Discovery).Select(target => target.Service));

    /// <summary>Whether heartbeats and final scrapes of the service are accepted.</summary>
    internal bool Knows(string service) => KnownServices.Contains(service);

    public IEnumerable<(string Key, string Problem)> Problems()
    {
        if (Interval > TimeSpan.Zero && TimeSpan.FromMinutes(1).Ticks % Interval.Ticks != 0)
        {
            yield return (nameof(Interval), "must divide a minute evenly.");
        }

        if (Timeout >= Interval)
        {
            yield return (nameof(Timeout), $"must be shorter than {Section}:{nameof(Interval)}.");
        }

        if (Targets.Count > MaxTargets)
        {
            yield return (nameof(Targets), $"must not be more than {Section}:{nameof(MaxTargets)}.");
        }

        foreach (var problem in SourceProblems())
        {
            yield return problem;
        }

        foreach (var problem in Problems(nameof(Targets), Targets).Concat(Problems(nameof(Discovery), Discovery)))
        {
            yield return problem;
        }
    }

    private IEnumerable<(string Key, string Problem)> SourceProblems()
    {
        var isPrometheus = Source == ScrapeSource.Prometheus;
        if (isPrometheus != Prometheus is not null)
        {
            yield return (
                nameof(Prometheus),
                $"is required if {Section}:{nameof(Source)} is Prometheus, and not allowed otherwise.");
        }
        else if (Prometheus is { } address && (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https")))
        {
            yield return (nameof(Prometheus), "must be an address such as http://prometheus:9090.");
        }

        if (isPrometheus && Targets.Count + Discovery.Count > 0)
        {
            yield return (
                nameof(Source),
                $"is Prometheus, which discovers replicas itself: {nameof(Targets)} and {nameof(Discovery)} must be "
                    + "empty.");
        }
    }

    private static IEnumerable<(string Key, string Problem)> Problems(string list, List<TargetSettings> targets) =>
        from target in targets.Index()
        let problem = target.Item.Problem()
        where problem is not null
        select ($"{list}:{target.Index}", problem);
}

/// <summary>Values of <c>Scraping:Source</c>.</summary>
public enum ScrapeSource
{
    /// <summary>The replicas themselves.</summary>
    Replicas,

    /// <summary>A Prometheus that scrapes them.</summary>
    Prometheus,
}

/// <summary>One of <c>Scraping:Targets</c> or <c>Scraping:Discovery</c>.</summary>
public sealed class TargetSettings
{
    /// <summary>The service's name, for example <c>users-service</c>.</summary>
    public string Service { get; set; } = "";

    /// <summary>The base address of the management port, for example <c>http://10.0.0.7:9090</c>.</summary>
    public string Address { get; set; } = "";

    /// <summary>The instance id that must answer there; any when absent.</summary>
    public string? Instance { get; set; }

    internal string? Problem() =>
        Service.Length == 0 ? "needs a Service."
        : !Uri.TryCreate(Address, UriKind.Absolute, out var address)
            || address.Scheme is not ("http" or "https") ? "needs an Address such as http://10.0.0.7:9090."
        : null;
}
