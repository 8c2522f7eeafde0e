using UsersService.Cache;
using UsersService.Listing;
using UsersService.Paging;
using UsersService.Users;

namespace UsersService.Reads;

internal sealed record Stale<T>(T Value, DateTimeOffset At);

// Used only while the database is unavailable. A page shows users as later reads and writes of this process left them,
// without deleted ones. Pages that were read once, such as one client's unusual filters, evict only each other; the
// first pages of the plain list in its usual sizes are never evicted.
internal sealed class StalePageCache(UserCache users, UsersSettings settings, TimeProvider clock)
{
    /// <summary>Users on a page of the console.</summary>
    private const int ConsolePageSize = 20;

    private readonly Lock _lock = new();
    private readonly RecentPages _pinned = new(long.MaxValue);
    private readonly RecentPages _readOnce = new(settings.Remembered / 2);
    private readonly RecentPages _readAgain = new(settings.Remembered / 2);

    public void Remember(PageRequest request, UserPage page, DateTimeOffset at)
    {
        lock (_lock)
        {
            var pages = IsPinned(request) ? _pinned
                : _readOnce.Remove(request) || _readAgain.Remove(request) ? _readAgain
                : _readOnce;
            pages.Set(request, new(page, at));
        }
    }

    public Stale<UserPage>? Page(PageRequest request) =>
        Find(request) is { } page ? page with { Value = WithLaterKnowledge(request.Filter, page) } : null;

    public async Task<Stale<User?>?> UserAsync(long id) =>
        await users.RecallAsync(id) is { } known && IsRecent(known.At) ? new(known.User, known.At) : OnSomePage(id);

    private bool IsPinned(PageRequest request) =>
        request == new PageRequest(request.Limit, null) { Count = request.Count }
        && (request.Limit is ConsolePageSize or PageLimit.Max || request.Limit == settings.ListCap);

    private Stale<User?>? OnSomePage(long id)
    {
        lock (_lock)
        {
            return _pinned.All.Concat(_readAgain.All).Concat(_readOnce.All).Where(page => IsRecent(page.At))
                .OrderByDescending(page => page.At)
                .SelectMany(page => page.Value.Users, (page, user) => new Stale<User?>(user, page.At))
                .FirstOrDefault(found => found.Value is { DeletedAt: null } user && user.Id == id);
        }
    }

    private UserPage WithLaterKnowledge(UserFilter filter, Stale<UserPage> page)
    {
        var shown = new List<User>(page.Value.Users.Count);
        foreach (var user in page.Value.Users)
        {
            // Only the database could tell whether a changed user still matches a filter.
            if (LastKnown(user, page.At) is { } last
                && (filter == UserFilter.Active || last.Version == user.Version))
            {
                shown.Add(last);
            }
        }

        return page.Value with { Users = shown };
    }

    private User? LastKnown(User user, DateTimeOffset at) =>
        users.RecallHere(user.Id) is { } known && !known.IsOlderThan(user, at) ? known.User : user;

    private Stale<UserPage>? Find(PageRequest request)
    {
        lock (_lock)
        {
            var page = _pinned.Find(request) ?? _readAgain.Find(request) ?? _readOnce.Find(request);
            return page is not null && IsRecent(page.At) ? page : null;
        }
    }

    private bool IsRecent(DateTimeOffset at) => clock.GetUtcNow() - at <= settings.RememberedFor;
}
