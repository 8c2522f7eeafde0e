using UsersService.Users;

namespace UsersService.Changes;

internal enum WriteStatus
{
    Changed,

    /// <summary>There was nothing to change, or a condition was not met.</summary>
    Unchanged,
    NotFound,
    EmailTaken,
}

/// <param name="User">The user after the write; null when there is none or another user has the email.</param>
internal readonly record struct WriteResult(WriteStatus Status, User? User)
{
    // Only an erased user is deleted and not to be purged.
    public bool IsErased => User is { DeletedAt: not null, PurgeAt: null };

    public static WriteResult Of(Row? row) => row switch
    {
        null => new(WriteStatus.NotFound, null),
        { Changed: true } => new(WriteStatus.Changed, row.Plain()),
        _ => new(WriteStatus.Unchanged, row.Plain()),
    };

    internal sealed record Row : User
    {
        public bool Changed { get; init; }
    }
}
