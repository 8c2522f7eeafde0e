using System.Globalization;

namespace WebFrontend.Users;

/// <summary>What the page of users can say about them at the moment.</summary>
/// <param name="List">One page of users; null when there is no live data.</param>
/// <param name="Total">How many users there are; null when that is not known.</param>
/// <param name="IsFirstPage">Whether the newest users are on it.</param>
/// <param name="Problem">Why there is no list.</param>
public sealed record Listing(UserList? List, Total? Total, bool IsFirstPage, Refusal? Problem)
{
    private const int PageSize = 20;

    internal static async Task<Listing> LoadAsync(UsersClient users, string? cursor, CancellationToken cancellationToken)
    {
        var page = await users.ListAsync(PageSize, cursor, cancellationToken);
        return new(page.Value, page.Value?.Total, cursor is null, page.Refusal);
    }
}

/// <param name="Count">Users that were counted.</param>
/// <param name="IsExact">False when there are more than the API counts.</param>
public sealed record Total(int Count, bool IsExact)
{
    public override string ToString() => Count.ToString("N0", CultureInfo.InvariantCulture) + (IsExact ? "" : "+");
}
