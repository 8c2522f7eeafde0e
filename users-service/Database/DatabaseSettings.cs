using System.ComponentModel.DataAnnotations;

namespace UsersService.Database;

/// <summary>Section <c>Database</c>: how long a request waits for PostgreSQL.</summary>
internal sealed class DatabaseSettings
{
    public const string Section = "Database";

    /// <summary>One attempt of a read, from waiting for a connection to the last row.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:30")]
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>A write, which gets one attempt only.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:30")]
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>The pause before the second attempt of a read.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:05")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>A replica further behind is not read from while the primary answers.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan MaxReplicaLag { get; set; } = TimeSpan.FromSeconds(5);
}
