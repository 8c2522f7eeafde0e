using System.ComponentModel.DataAnnotations;

namespace UsersService.Cache;

internal sealed class CacheSettings
{
    public const string Section = "Cache";

    /// <summary>
    /// How long an entry answers instead of the database; 0 turns this off. Other replicas see a change at the latest
    /// after this time plus the difference of their clocks.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:05")]
    public TimeSpan FreshFor { get; set; } = TimeSpan.FromMilliseconds(500);

    [Range(typeof(TimeSpan), "00:00:00.001", "00:00:01")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Size of the cache in this process, estimated.</summary>
    [Range(0, int.MaxValue)]
    public int LocalBytes { get; set; } = 16 * 1024 * 1024;
}
