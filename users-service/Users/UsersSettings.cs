using System.ComponentModel.DataAnnotations;

namespace UsersService.Users;

/// <summary>Section <c>Users</c>.</summary>
internal sealed class UsersSettings
{
    public const string Section = "Users";

    /// <summary>Users in a list that was asked for without a limit.</summary>
    [Range(1, 1000)]
    public int ListCap { get; set; } = 1000;

    /// <summary>How many users, along the order of a list, a search looks at before it asks the search index.</summary>
    [Range(1, 100_000)]
    public int SearchReach { get; set; } = 5_000;

    /// <summary>A secret that signs cursors; when absent, all replicas share the one in the database.</summary>
    [MinLength(16)]
    public string? CursorKey { get; set; }

    /// <summary>Whether an empty database gets three sample users.</summary>
    public bool Seed { get; set; }

    /// <summary>How many users' data this process keeps in memory for the time the database is away.</summary>
    [Range(0, 10_000_000)]
    public int Remembered { get; set; } = 20_000;

    /// <summary>What is older is not shown even then.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan RememberedFor { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Whether a change of a stored user must say which version it means (428).</summary>
    public bool RequireIfMatch { get; set; }

    /// <summary>How long the answer to a request with an Idempotency-Key is kept.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan IdempotencyWindow { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long a deleted user can be restored.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "3650.00:00:00")]
    public TimeSpan PurgeAfter { get; set; } = TimeSpan.FromDays(30);

    /// <summary>How often users whose time is over are removed.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan PurgeInterval { get; set; } = TimeSpan.FromHours(1);

    /// <summary>Users removed in one transaction.</summary>
    [Range(1, 10_000)]
    public int PurgeBatch { get; set; } = 500;
}
