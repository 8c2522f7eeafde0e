namespace UsersService.Listing;

internal enum UserStatus
{
    Active,
    Deleted,
    All,
}

/// <summary>The users of a list; all conditions must hold. Erased users are in no list.</summary>
internal sealed record UserFilter
{
    public static UserFilter Active { get; } = new();

    public UserStatus Status { get; init; }

    public Search? Search { get; init; }

    public string? EmailKey { get; init; }

    /// <summary>Separated by commas.</summary>
    public string? Ids { get; init; }

    /// <summary>Inclusive, UTC.</summary>
    public DateTime? CreatedFrom { get; init; }

    /// <summary>Exclusive, UTC.</summary>
    public DateTime? CreatedBefore { get; init; }

    /// <summary>Whether at most a hundred users can match.</summary>
    public bool IsNarrow => EmailKey is not null || Ids is not null;

    /// <summary>Unique to the filter: no value contains a line break.</summary>
    public override string ToString() => string.Join(
        '\n', Status, Search?.Folded, Search?.EmailKey, EmailKey, Ids, CreatedFrom?.Ticks, CreatedBefore?.Ticks);
}
