using UsersService.History;

namespace UsersService.Erasure;

internal sealed record UserExport(
    ExportedUser User, IReadOnlyList<HistoryEntry> History, IReadOnlyList<ExportedKey> IdempotencyKeys);

/// <summary>A user in full view, and when it was erased; its fields are null then.</summary>
internal sealed record ExportedUser(
    long Id, string? Name, string? Email, DateTime CreatedAt, DateTime UpdatedAt, DateTime? DeletedAt,
    DateTime? PurgeAt, int Version, DateTime? ErasedAt);

internal sealed record ExportedKey(string Key, DateTime CreatedAt, DateTime ExpiresAt);
