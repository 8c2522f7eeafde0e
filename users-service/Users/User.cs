using System.Text.Json.Serialization;
using UsersService.Api;

namespace UsersService.Users;

/// <summary>A user as the API shows it; times are UTC, to the microsecond.</summary>
/// <param name="Id">Given by the database, positive, with gaps.</param>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="Email">As typed; one user alone has it, whatever its case.</param>
/// <param name="CreatedAt">When the user was registered.</param>
/// <param name="UpdatedAt">When the user last changed.</param>
/// <param name="Version">From 1, one more with every change.</param>
/// <param name="DeletedAt">Null while the user is active.</param>
/// <param name="PurgeAt">From when on a deleted user may be gone for good; null while active.</param>
internal sealed record User(
    long Id, string Name, string Email,
    [property: JsonConverter(typeof(UtcMicroseconds))] DateTime CreatedAt,
    [property: JsonIgnore] DateTime UpdatedAt, [property: JsonIgnore] int Version,
    [property: JsonIgnore] DateTime? DeletedAt = null, [property: JsonIgnore] DateTime? PurgeAt = null)
{
    /// <summary>What a statement selects to make one.</summary>
    public const string Columns = "id, name, email, created_at, updated_at, version, deleted_at, purge_at";
}

/// <summary>A user as <c>view=full</c> shows it: everything, after the four members that clients always see.</summary>
internal sealed record FullUser(
    long Id, string Name, string Email,
    [property: JsonConverter(typeof(UtcMicroseconds))] DateTime CreatedAt,
    [property: JsonConverter(typeof(UtcMicroseconds))] DateTime UpdatedAt,
    [property: JsonConverter(typeof(UtcMicroseconds))] DateTime? DeletedAt,
    [property: JsonConverter(typeof(UtcMicroseconds))] DateTime? PurgeAt,
    int Version)
{
    public static FullUser Of(User user) => new(
        user.Id, user.Name, user.Email, user.CreatedAt, user.UpdatedAt, user.DeletedAt, user.PurgeAt, user.Version);
}
