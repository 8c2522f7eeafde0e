using System.ComponentModel.DataAnnotations;
using Platform.Configuration;

namespace SreService.Scraping;

/// <summary>Section <c>Scraping</c>.</summary>
public sealed class ScrapingSettings
{
    public const string Section = "Scraping";

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

    /// <summary>Every replica by its management address.</summary>
    public List<TargetSettings> Targets { get; set; } = [];

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

        for (var index = 0; index < Targets.Count; index++)
        {
            if (Targets[index].Problem() is { } problem)
            {
                yield return ($"{Section}:{nameof(Targets)}:{index}", problem);
            }
        }
    }
}

/// <summary>One of <c>Scraping:Targets</c>.</summary>
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

/// <summary>A replica's place: which service should answer where.</summary>
internal sealed record Target(string Service, Uri Address, string? Instance)
{
    /// <summary>As pages show it, and as it is remembered.</summary>
    public string Place => Address.GetLeftPart(UriPartial.Authority);

    public static Target From(TargetSettings settings) =>
        new(settings.Service, new Uri(settings.Address), settings.Instance);
}
