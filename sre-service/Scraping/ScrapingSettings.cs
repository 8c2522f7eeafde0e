using System.ComponentModel.DataAnnotations;
using SreService.Counting;

namespace SreService.Scraping;

/// <summary>Section <c>Scraping</c>.</summary>
public sealed class ScrapingSettings
{
    public const string Section = "Scraping";

    /// <summary>Whom to ask for the replicas' metrics.</summary>
    public ReadingSource Source { get; set; }

    /// <summary>With that source, the base address of a Prometheus that reads the replicas.</summary>
    public Uri? Prometheus { get; set; }

    /// <summary>The largest answer of it that is read, in bytes.</summary>
    [Range(1024, 1024 * 1024 * 1024)]
    public int PrometheusMaxBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>
    /// How often every replica is read; a divisor of a minute, so that a reading falls on each full one.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a replica may take to answer.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:30")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The largest answer that is read, in bytes.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int MaxBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>The most samples that an answer may hold.</summary>
    [Range(100, 1_000_000)]
    public int MaxSeries { get; set; } = 20_000;

    /// <summary>The most replicas that are read; one more that is found is left out.</summary>
    [Range(1, 100_000)]
    public int MaxTargets { get; set; } = 2000;

    /// <summary>Replicas by their management address.</summary>
    public List<TargetSettings> Targets { get; set; } = [];

    /// <summary>Names of which every address is a replica, for example <c>http://users-service:9090</c>.</summary>
    public List<TargetSettings> Discovery { get; set; } = [];

    /// <summary>How often names are looked up; several look-ups together give all addresses.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan DiscoveryInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// A replica that was found, that cannot be read and that neither a name nor a heartbeat has shown for so long, is
    /// gone.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:05", "01:00:00")]
    public TimeSpan ForgetAfter { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Services beside those of the system whose heartbeats are taken.</summary>
    public List<string> Services { get; set; } = [];

    /// <summary>Whose heartbeats and last readings are taken.</summary>
    internal bool Knows(string service) =>
        SystemServices.All.Contains(service) || Services.Contains(service)
        || Targets.Concat(Discovery).Any(target => target.Service == service);

    internal IEnumerable<(string Key, string Problem)> Problems()
    {
        if (Interval > TimeSpan.Zero && TimeSpan.FromMinutes(1).Ticks % Interval.Ticks != 0)
        {
            yield return ($"{Section}:{nameof(Interval)}", "must divide a minute without a rest.");
        }

        if (Timeout >= Interval)
        {
            yield return ($"{Section}:{nameof(Timeout)}", $"must be shorter than {Section}:{nameof(Interval)}.");
        }

        if (Targets.Count > MaxTargets)
        {
            yield return ($"{Section}:{nameof(Targets)}", $"must not be more than {Section}:{nameof(MaxTargets)}.");
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
        var isPrometheus = Source == ReadingSource.Prometheus;
        if (isPrometheus != Prometheus is not null)
        {
            yield return ($"{Section}:{nameof(Prometheus)}", $"must be given with {Section}:{nameof(Source)} Prometheus, and only then.");
        }
        else if (Prometheus is { } address && (!address.IsAbsoluteUri || address.Scheme is not ("http" or "https")))
        {
            yield return ($"{Section}:{nameof(Prometheus)}", "must be an address such as http://prometheus:9090.");
        }

        if (isPrometheus && Targets.Count + Discovery.Count > 0)
        {
            yield return ($"{Section}:{nameof(Source)}", $"is Prometheus, which finds replicas itself: {nameof(Targets)} and {nameof(Discovery)} must be empty.");
        }
    }

    private static IEnumerable<(string Key, string Problem)> Problems(string list, List<TargetSettings> targets) =>
        from place in targets.Index()
        let problem = place.Item.Problem()
        where problem is not null
        select ($"{Section}:{list}:{place.Index}", problem);
}

/// <summary>Values of <c>Scraping:Source</c>.</summary>
public enum ReadingSource
{
    /// <summary>The replicas themselves.</summary>
    Replicas,

    /// <summary>A Prometheus that reads them.</summary>
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
