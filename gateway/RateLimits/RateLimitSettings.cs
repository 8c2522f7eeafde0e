using System.ComponentModel.DataAnnotations;

namespace Gateway.RateLimits;

/// <summary>Section <c>RateLimits</c>: the limits of one client at one gateway. 0 stands for no limit.</summary>
internal sealed class RateLimitSettings
{
    public const string Section = "RateLimits";

    /// <summary>Requests of one client in any <see cref="Window"/>.</summary>
    [Range(0, 10_000_000)]
    public int Requests { get; set; } = 6000;

    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Requests of one client that are not yet answered, event streams among them.</summary>
    [Range(0, 1_000_000)]
    public int RequestsInFlight { get; set; } = 200;

    [Range(0, 1_000_000)]
    public int EventStreams { get; set; } = 20;

    /// <summary>
    /// Open connections of one client, idle ones among them; those of trusted proxies are not limited.
    /// </summary>
    [Range(0, 1_000_000)]
    public int Connections { get; set; } = 500;
}
