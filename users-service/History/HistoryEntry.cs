namespace UsersService.History;

/// <param name="Seq">Increases with time; unique among all users.</param>
/// <param name="Action">created, updated, deleted, restored, erased or purged.</param>
/// <param name="RequestId">Made by the gateway.</param>
/// <param name="ClientRequestId">Null when the client sent none, or when the user was erased.</param>
internal sealed record HistoryEntry(
    long Seq, DateTime At, string Actor, string Action, string RequestId, string? ClientRequestId,
    IReadOnlyList<FieldChange> Changes);

/// <param name="Old">Null when there was none, or when it was erased.</param>
/// <param name="New">Null when there is none, or when it was erased.</param>
internal sealed record FieldChange(string Field, string? Old, string? New);
