namespace UsersService.Listing;

internal enum UserStatus
{
    Active,
    Deleted,
    All,
}

/// <summary>Which users a list is of; all conditions must hold. Erased users are in no list.</summary>
internal sealed record UserFilter
{
    public static UserFilter Active { get; } = new();

    public UserStatus Status { get; init; }

    public Search? Search { get; init; }

    /// <summary>The canonical form of an email that the user has.</summary>
    public string? EmailKey { get; init; }

    /// <summary>Ids with commas between them.</summary>
    public string? Ids { get; init; }

    /// <summary>Created at this moment or later, UTC.</summary>
    public DateTime? CreatedFrom { get; init; }

    /// <summary>Created before this moment, UTC.</summary>
    public DateTime? CreatedBefore { get; init; }

    /// <summary>Whether no more than a hundred users can be meant.</summary>
    public bool IsNarrow => EmailKey is not null || Ids is not null;

    /// <summary>The same for the same list only. No value has a line break in it.</summary>
    public override string ToString() => string.Join(
        '\n', Status, Search?.Folded, Search?.EmailKey, EmailKey, Ids, CreatedFrom?.Ticks, CreatedBefore?.Ticks);
}
