namespace UsersService.History;

/// <param name="Seq">Increases with time; unique among all users.</param>
/// <param name="Action">created, updated, deleted, restored, erased or purged.</param>
internal sealed record HistoryEntry(
    long Seq, DateTime At, string Actor, string Action, string RequestId, IReadOnlyList<FieldChange> Changes);

/// <param name="Old">Null when there was none, or when it was erased.</param>
/// <param name="New">Null when there is none, or when it was erased.</param>
internal sealed record FieldChange(string Field, string? Old, string? New);
