using System.ComponentModel.DataAnnotations;

namespace UsersService.Database;

internal sealed class DatabaseSettings
{
    public const string Section = "Database";

    /// <summary>Time limit of one attempt of a read, including the wait for a connection.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:30")]
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromSeconds(1);

    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:30")]
    public TimeSpan WriteTimeout { get; set; } = TimeSpan.FromSeconds(3);

    [Range(typeof(TimeSpan), "00:00:00", "00:00:05")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromMilliseconds(50);

    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan MaxReplicaLag { get; set; } = TimeSpan.FromSeconds(5);
}
