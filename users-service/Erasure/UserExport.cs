using System.Text.Json.Serialization;
using UsersService.Api;
using UsersService.History;

namespace UsersService.Erasure;

/// <summary>Everything that is held about a user.</summary>
/// <param name="User">As it is stored.</param>
/// <param name="History">The whole of it, newest first.</param>
/// <param name="IdempotencyKeys">Of requests whose answers are kept and are about this user.</param>
internal sealed record UserExport(
    ExportedUser User, IReadOnlyList<HistoryEntry> History, IReadOnlyList<ExportedKey> IdempotencyKeys);

/// <summary>A user in full view, and when it was erased; its name and email are null then.</summary>
internal sealed record ExportedUser(
    long Id, string? Name, string? Email,
    [property: JsonConverter(typeof(UtcMicroseconds))] DateTime CreatedAt,
    [property: JsonConverter(typeof(UtcMicroseconds))] DateTime UpdatedAt,
    [property: JsonConverter(typeof(UtcMicroseconds))] DateTime? DeletedAt,
    [property: JsonConverter(typeof(UtcMicroseconds))] DateTime? PurgeAt,
    int Version,
    [property: JsonConverter(typeof(UtcMicroseconds))] DateTime? ErasedAt);

/// <param name="Key">As the client gave it.</param>
/// <param name="CreatedAt">When the request was answered.</param>
/// <param name="ExpiresAt">When the answer is forgotten.</param>
internal sealed record ExportedKey(
    string Key,
    [property: JsonConverter(typeof(UtcMicroseconds))] DateTime CreatedAt,
    [property: JsonConverter(typeof(UtcMicroseconds))] DateTime ExpiresAt);
