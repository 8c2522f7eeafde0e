using Platform.Caching;
using WebFrontend.Html;
using WebFrontend.Users;

namespace WebFrontend.UserConsole;

/// <summary>
/// Pages of users as they are sent: for <see cref="UsersSettings.FreshFor"/>, one serves all clients that have not just
/// written.
/// </summary>
/// <param name="services">Of the process: making a page may take longer than the request that asked for it.</param>
internal sealed class RecentPages(IServiceProvider services, UsersSettings settings, TimeProvider clock)
{
    private const int Capacity = 64;

    private readonly RecentValues<ReadyPage> _pages =
        new(settings.FreshFor, Capacity, page => page.Status == StatusCodes.Status200OK, clock);

    /// <param name="cursor">Where the page begins; null for the newest users.</param>
    /// <param name="make">Must not depend on the request.</param>
    /// <param name="maxAge">Of a client that wrote so long ago; null for any other.</param>
    public Task<ReadyPage> GetOrMakeAsync(string? cursor, Func<Task<Page<UsersPage>>> make, TimeSpan? maxAge) =>
        _pages.Find(cursor ?? "", maxAge)
        ?? _pages.GetOrMakeAsync(cursor ?? "", async () => await (await make()).ReadyAsync(services), maxAge);
}
