using UsersService.Users;

namespace UsersService.Listing;

/// <summary>The place of a user in the list; what follows it is on the next page.</summary>
/// <param name="CreatedAt">UTC, to the microsecond.</param>
/// <param name="Id">Decides among users of the same moment.</param>
internal sealed record Position(DateTime CreatedAt, long Id)
{
    public static Position Of(User user) => new(user.CreatedAt, user.Id);
}

/// <param name="Limit">At most so many users.</param>
/// <param name="After">The last user of the page before; null for the first page.</param>
internal sealed record PageRequest(int Limit, Position? After);

/// <param name="Users">Newest first.</param>
/// <param name="Next">Where the next page goes on; null on the last one.</param>
internal sealed record UserPage(IReadOnlyList<User> Users, Position? Next);
