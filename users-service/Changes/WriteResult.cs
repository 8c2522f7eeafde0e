using UsersService.Users;

namespace UsersService.Changes;

internal enum WriteStatus
{
    Changed,

    /// <summary>Nothing was to be changed, or a condition was not met.</summary>
    Unchanged,
    NotFound,
    EmailTaken,
}

/// <param name="Status">What the write did.</param>
/// <param name="User">The user as it is now; null when there is none or the address is another's.</param>
internal readonly record struct WriteResult(WriteStatus Status, User? User)
{
    /// <summary>Only an erased user is deleted and never to be purged.</summary>
    public bool IsErased => User is { DeletedAt: not null, PurgeAt: null };

    /// <summary>What each of <see cref="UserStatements"/> gives back, at most one row.</summary>
    public static WriteResult Of(Row? row) => row switch
    {
        null => new(WriteStatus.NotFound, null),
        { Changed: true } => new(WriteStatus.Changed, row.User),
        _ => new(WriteStatus.Unchanged, row.User),
    };

    internal sealed record Row(
        long Id, string Name, string Email, DateTime CreatedAt, DateTime UpdatedAt, int Version, DateTime? DeletedAt,
        DateTime? PurgeAt, bool Changed)
    {
        public User User => new(Id, Name, Email, CreatedAt, UpdatedAt, Version, DeletedAt, PurgeAt);
    }
}
