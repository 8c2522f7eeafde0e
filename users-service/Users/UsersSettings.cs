using System.ComponentModel.DataAnnotations;

namespace UsersService.Users;

internal sealed class UsersSettings
{
    public const string Section = "Users";

    [Range(1, 1000)]
    public int ListCap { get; set; } = 1000;

    /// <summary>Users that a search scans along the order of the list before it uses the search index.</summary>
    [Range(1, 100_000)]
    public int SearchReach { get; set; } = 5_000;

    /// <summary>
    /// The secret that signs cursors and hashes the clients of idempotency keys. Default: the one in the database.
    /// </summary>
    [MinLength(16)]
    public string? CursorKey { get; set; }

    public bool Seed { get; set; }

    /// <summary>Users on pages kept in memory for while the database is unavailable.</summary>
    [Range(0, 10_000_000)]
    public int Remembered { get; set; } = 20_000;

    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan RememberedFor { get; set; } = TimeSpan.FromHours(1);

    public bool RequireIfMatch { get; set; }

    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan IdempotencyWindow { get; set; } = TimeSpan.FromHours(24);

    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan PurgeAfter { get; set; } = TimeSpan.FromDays(30);

    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan PurgeInterval { get; set; } = TimeSpan.FromHours(1);

    [Range(1, 10_000)]
    public int PurgeBatch { get; set; } = 500;
}
