using System.ComponentModel.DataAnnotations;

namespace UsersService.Cache;

/// <summary>Section <c>Cache</c>: users that were read a moment ago.</summary>
internal sealed class CacheSettings
{
    public const string Section = "Cache";

    /// <summary>
    /// How long a user that was read answers further requests, 0 for not at all. Other replicas see a change after this
    /// and the difference of their clocks at the latest.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:05")]
    public TimeSpan FreshFor { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a request waits for Valkey before it goes on without it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:01")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Size of the users kept in this process, in bytes as they are sent to Valkey.</summary>
    [Range(0, int.MaxValue)]
    public int LocalBytes { get; set; } = 16 * 1024 * 1024;
}
