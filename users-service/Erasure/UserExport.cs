using System.Text.Json.Serialization;
using UsersService.Api;
using UsersService.History;

namespace UsersService.Erasure;

internal sealed record UserExport(
    ExportedUser User, IReadOnlyList<HistoryEntry> History, IReadOnlyList<ExportedKey> IdempotencyKeys);

/// <summary>A user in full view, and when it was erased; its fields are null then.</summary>
internal sealed record ExportedUser(
    long Id, string? Name, string? Email,
    [property: JsonConverter(typeof(UtcMicroseconds))] DateTime CreatedAt,
    [property: JsonConverter(typeof(UtcMicroseconds))] DateTime UpdatedAt,
    [property: JsonConverter(typeof(UtcMicroseconds))] DateTime? DeletedAt,
    [property: JsonConverter(typeof(UtcMicroseconds))] DateTime? PurgeAt,
    int Version,
    [property: JsonConverter(typeof(UtcMicroseconds))] DateTime? ErasedAt);

internal sealed record ExportedKey(
    string Key,
    [property: JsonConverter(typeof(UtcMicroseconds))] DateTime CreatedAt,
    [property: JsonConverter(typeof(UtcMicroseconds))] DateTime ExpiresAt);
