using Microsoft.Extensions.Caching.Memory;
using UsersService.Listing;
using UsersService.Users;

namespace UsersService.Freshness;

/// <param name="Value">What was read.</param>
/// <param name="At">When.</param>
internal sealed record Remembered<T>(T Value, DateTimeOffset At);

/// <summary>
/// What this process read or wrote last, for the time the database is away: bounded, and never asked while the database
/// answers. A page shows users as later reads and writes of this process left them, without those it deleted.
/// </summary>
internal sealed class Memory(UsersSettings settings, TimeProvider clock) : IDisposable
{
    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = settings.Remembered });

    public void Remember(PageRequest request, UserPage page) => Set(request, page, 1 + page.Users.Count);

    /// <param name="id">Whose user it is.</param>
    /// <param name="user">Null when there is none (any more).</param>
    public void Remember(long id, User? user)
    {
        // Ids that nobody has must not drive out those that somebody has.
        if (user is not null || _cache.TryGetValue(id, out _))
        {
            Set(id, user, 1);
        }
    }

    public Remembered<UserPage>? Page(PageRequest request) =>
        Get<UserPage>(request) is { } page ? page with { Value = WithLaterKnowledge(page.Value) } : null;

    public Remembered<User?>? User(long id) => Get<User?>(id) ?? OnSomePage(id);

    public void Dispose() => _cache.Dispose();

    private Remembered<User?>? OnSomePage(long id) =>
        _cache.Keys.OfType<PageRequest>().Select(Get<UserPage>).OfType<Remembered<UserPage>>()
            .OrderByDescending(page => page.At)
            .SelectMany(page => page.Value.Users, (page, user) => new Remembered<User?>(user, page.At))
            .FirstOrDefault(found => found.Value?.Id == id);

    private UserPage WithLaterKnowledge(UserPage page) =>
        page with { Users = [.. page.Users.Select(LastKnown).OfType<User>()] };

    private User? LastKnown(User user) =>
        Get<User?>(user.Id) is { } known && !(known.Value?.Version < user.Version) ? known.Value : user;

    private void Set<T>(object key, T value, int size) =>
        _cache.Set(key, new Remembered<T>(value, clock.GetUtcNow()), new MemoryCacheEntryOptions { Size = size });

    private Remembered<T>? Get<T>(object key) =>
        _cache.Get<Remembered<T>>(key) is { } remembered && clock.GetUtcNow() - remembered.At <= settings.RememberedFor
            ? remembered
            : null;
}
