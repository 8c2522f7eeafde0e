using WebFrontend.Users;

namespace WebFrontend.UserConsole;

/// <summary>The users that the page shows.</summary>
/// <param name="List">One page of users; null when there is no live data.</param>
/// <param name="Total">Null when unknown.</param>
/// <param name="IsFirstPage">Whether it has the newest users.</param>
/// <param name="Problem">Why there is no list.</param>
public sealed record Listing(UserList? List, Total? Total, bool IsFirstPage, Refusal? Problem)
{
    private const int PageSize = 20;

    internal static async Task<Listing> LoadAsync(
        UsersClient users, string? cursor, CancellationToken cancellationToken)
    {
        var page = await users.ListAsync(PageSize, cursor, cancellationToken);
        return new(page.Value, page.Value?.Total, cursor is null, page.Refusal);
    }
}
