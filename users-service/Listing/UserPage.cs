using UsersService.Paging;
using UsersService.Users;

namespace UsersService.Listing;

internal enum CountMode
{
    None,
    Capped,
    Exact,
}

/// <param name="Limit">At most so many users.</param>
/// <param name="From">Where to go on; null for the first page.</param>
internal sealed record PageRequest(int Limit, Position? From)
{
    public Sort Sort { get; init; } = Sort.NewestFirst;

    public UserFilter Filter { get; init; } = UserFilter.Active;

    public CountMode Count { get; init; }

    /// <summary>Which way the page is read, whatever way it is shown.</summary>
    public bool IsDescending => Sort.Descending ^ From is { Backwards: true };
}

/// <param name="Users">In the order of the list.</param>
/// <param name="Next">Where the next page goes on; null on the last one.</param>
/// <param name="Previous">Where the page before goes on; null on the first one.</param>
internal sealed record UserPage(IReadOnlyList<User> Users, Position? Next, Position? Previous = null)
{
    /// <summary>Users on all pages together; null when they were not to be counted.</summary>
    public Total? Total { get; init; }
}

/// <param name="Count">Users that were counted.</param>
/// <param name="IsCapped">Whether there are more, which were not.</param>
internal sealed record Total(long Count, bool IsCapped);
