namespace UsersService.Paging;

/// <summary>A position between two entries of a list, and the direction to continue in.</summary>
/// <param name="Since">
/// Every transaction before this one was over when the walk through the pages began. Users keep the position that they
/// had then, however they change; a read replica that has not replayed so far cannot continue the walk.
/// </param>
internal sealed record Position(bool Backwards, string Key, long Id, ulong Since);
