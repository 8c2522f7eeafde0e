using System.Data.Common;
using System.Text.Json.Serialization;

namespace UsersService.Users;

/// <summary>A stored user; its JSON has the members that clients always see. Times are UTC.</summary>
internal record User
{
    public static string Columns { get; } = string.Join(
        ", ",
        ["id", .. UserField.All.Select(field => field.Name),
            "created_at", "updated_at", "version", "deleted_at", "purge_at"]);

    public const int ColumnCount = 8;

    /// <param name="row">Begins with <see cref="Columns"/>.</param>
    public static User In(DbDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Name = row.GetString(1),
        Email = row.GetString(2),
        CreatedAt = row.GetDateTime(3),
        UpdatedAt = row.GetDateTime(4),
        Version = row.GetInt32(5),
        DeletedAt = row.IsDBNull(6) ? null : row.GetDateTime(6),
        PurgeAt = row.IsDBNull(7) ? null : row.GetDateTime(7),
    };

    /// <summary>Assigned by the database, positive, with gaps.</summary>
    public required long Id { get; init; }

    public required string Name { get; init; }

    /// <summary>As typed; no other active user has it, whatever its case.</summary>
    public required string Email { get; init; }

    public required DateTime CreatedAt { get; init; }

    [JsonIgnore]
    public DateTime UpdatedAt { get; init; }

    [JsonIgnore]
    public int Version { get; init; }

    [JsonIgnore]
    public DateTime? DeletedAt { get; init; }

    /// <summary>When a deleted user can no longer be restored; null while active and when erased.</summary>
    [JsonIgnore]
    public DateTime? PurgeAt { get; init; }

    /// <returns>A copy without what a row of a statement has in addition.</returns>
    public User Plain() => new(this);
}

/// <summary>A user as <c>view=full</c> shows it: everything, after the members that clients always see.</summary>
internal sealed record FullUser(
    long Id, string Name, string Email, DateTime CreatedAt, DateTime UpdatedAt, DateTime? DeletedAt, DateTime? PurgeAt,
    int Version)
{
    public static FullUser Of(User user) => new(
        user.Id, user.Name, user.Email, user.CreatedAt, user.UpdatedAt, user.DeletedAt, user.PurgeAt, user.Version);

    public User ToUser() => new()
    {
        Id = Id,
        Name = Name,
        Email = Email,
        CreatedAt = CreatedAt,
        UpdatedAt = UpdatedAt,
        DeletedAt = DeletedAt,
        PurgeAt = PurgeAt,
        Version = Version,
    };
}
