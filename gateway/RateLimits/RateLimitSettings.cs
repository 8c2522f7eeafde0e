using System.ComponentModel.DataAnnotations;

namespace Gateway.RateLimits;

/// <summary>Section <c>RateLimits</c>: the limit of one client at one gateway.</summary>
internal sealed class RateLimitSettings
{
    public const string Section = "RateLimits";

    /// <summary>Requests of one client in any <see cref="Window"/>; 0 for no limit.</summary>
    [Range(0, 10_000_000)]
    public int Requests { get; set; } = 6000;

    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(1);
}
