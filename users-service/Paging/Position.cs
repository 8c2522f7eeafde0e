namespace UsersService.Paging;

/// <summary>A place between two entries of a list, and the direction to continue in.</summary>
/// <param name="Backwards">Whether the previous page is wanted.</param>
/// <param name="Key">The sort key, as text.</param>
/// <param name="Id">Decides among entries with the same key.</param>
/// <param name="Since">
/// Every transaction before this one was over when the walk through the pages began. Users stand in it where they stood
/// then, however they change; a copy of the database that has not come so far cannot continue it.
/// </param>
internal sealed record Position(bool Backwards, string Key, long Id, ulong Since);
