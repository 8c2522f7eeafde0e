using System.ComponentModel.DataAnnotations;

namespace UsersService.Users;

/// <summary>Section <c>Users</c>.</summary>
internal sealed class UsersSettings
{
    public const string Section = "Users";

    /// <summary>Users in a list that was asked for without a limit.</summary>
    [Range(1, 1000)]
    public int ListCap { get; set; } = 1000;

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
}
