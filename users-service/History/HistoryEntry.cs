using System.Text.Json.Serialization;
using UsersService.Api;

namespace UsersService.History;

/// <summary>Something that was done to a user.</summary>
/// <param name="Seq">Rises with time; unique among all users.</param>
/// <param name="At">When, in UTC.</param>
/// <param name="Actor">Who did it: a principal's name, <c>anonymous</c> or <c>system</c>.</param>
/// <param name="Action">created, updated, deleted, restored, erased or purged.</param>
/// <param name="RequestId">The request that did it.</param>
/// <param name="Changes">The fields that are different since.</param>
internal sealed record HistoryEntry(
    long Seq,
    [property: JsonConverter(typeof(UtcMicroseconds))] DateTime At,
    string Actor, string Action, string RequestId, IReadOnlyList<FieldChange> Changes);

/// <param name="Field">name, email or deleted_at.</param>
/// <param name="Old">Null when there was none, or when it was erased.</param>
/// <param name="New">Null when there is none, or when it was erased.</param>
internal sealed record FieldChange(string Field, string? Old, string? New);
