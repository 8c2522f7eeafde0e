using System.Text.Json.Serialization;

namespace UsersService.Users;

/// <summary>A user as the API shows it; times are UTC.</summary>
/// <param name="Id">Given by the database, positive, with gaps.</param>
/// <param name="Name">1 to 100 characters.</param>
/// <param name="Email">As typed; one user alone has it, whatever its case.</param>
/// <param name="CreatedAt">To the microsecond.</param>
/// <param name="UpdatedAt">To the microsecond.</param>
/// <param name="Version">From 1, one more with every change.</param>
internal sealed record User(
    long Id, string Name, string Email,
    [property: JsonConverter(typeof(UtcMicroseconds))] DateTime CreatedAt,
    [property: JsonIgnore] DateTime UpdatedAt, [property: JsonIgnore] int Version);
