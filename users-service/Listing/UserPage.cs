using UsersService.Paging;
using UsersService.Users;

namespace UsersService.Listing;

internal enum CountMode
{
    None,
    Capped,
    Exact,
}

internal sealed record PageRequest(int Limit, Position? From)
{
    public Sort Sort { get; init; } = Sort.NewestFirst;

    public UserFilter Filter { get; init; } = UserFilter.Active;

    public CountMode Count { get; init; }

    // A previous page is read against the sort order, then reversed.
    public bool IsDescending => Sort.Descending ^ From is { Backwards: true };
}

internal sealed record UserPage(IReadOnlyList<User> Users, Position? Next, Position? Previous = null)
{
    public Total? Total { get; init; }
}

/// <param name="IsCapped">Whether there are more users than were counted.</param>
internal sealed record Total(long Count, bool IsCapped);
