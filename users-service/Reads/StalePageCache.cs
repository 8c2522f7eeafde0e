using Microsoft.Extensions.Caching.Memory;
using UsersService.Cache;
using UsersService.Listing;
using UsersService.Users;

namespace UsersService.Reads;

internal sealed record Stale<T>(T Value, DateTimeOffset At);

// Used only while the database is unavailable. A page shows users as later reads and writes of this process left them,
// without deleted ones.
internal sealed class StalePageCache(UserCache users, UsersSettings settings, TimeProvider clock) : IDisposable
{
    private readonly MemoryCache _pages = new(new MemoryCacheOptions { SizeLimit = settings.Remembered });

    public void Remember(PageRequest request, UserPage page, DateTimeOffset at) => _pages.Set(
        request, new Stale<UserPage>(page, at),
        new MemoryCacheEntryOptions { Size = 1 + page.Users.Count });

    public async Task<Stale<UserPage>?> PageAsync(PageRequest request) =>
        Recent(request) is { } page ? page with { Value = await WithLaterKnowledgeAsync(request.Filter, page) } : null;

    public async Task<Stale<User?>?> UserAsync(long id) =>
        await users.RecallAsync(id) is { } known && IsRecent(known.At) ? new(known.User, known.At) : OnSomePage(id);

    public void Dispose() => _pages.Dispose();

    private Stale<User?>? OnSomePage(long id) =>
        _pages.Keys.OfType<PageRequest>().Select(Recent).OfType<Stale<UserPage>>()
            .OrderByDescending(page => page.At)
            .SelectMany(page => page.Value.Users, (page, user) => new Stale<User?>(user, page.At))
            .FirstOrDefault(found => found.Value is { DeletedAt: null } user && user.Id == id);

    private async Task<UserPage> WithLaterKnowledgeAsync(UserFilter filter, Stale<UserPage> page)
    {
        var shown = new List<User>(page.Value.Users.Count);
        foreach (var user in page.Value.Users)
        {
            // Only the database could tell whether a changed user still matches a filter.
            if (await LastKnownAsync(user, page.At) is { } last
                && (filter == UserFilter.Active || last.Version == user.Version))
            {
                shown.Add(last);
            }
        }

        return page.Value with { Users = shown };
    }

    private async ValueTask<User?> LastKnownAsync(User user, DateTimeOffset at) =>
        await users.RecallHereAsync(user.Id) is { } known && !known.IsOlderThan(user, at) ? known.User : user;

    private Stale<UserPage>? Recent(PageRequest request) =>
        _pages.Get<Stale<UserPage>>(request) is { } page && IsRecent(page.At) ? page : null;

    private bool IsRecent(DateTimeOffset at) => clock.GetUtcNow() - at <= settings.RememberedFor;
}
