using System.Collections.Concurrent;
using UsersService.Users;

namespace UsersService.Cache;

internal delegate Task<User?> ReadUser(long id, CancellationToken cancellationToken);

// An entry younger than FreshFor answers instead of the database; older ones are kept for while it is unavailable.
// Each carries the time at which its read began, so one that arrives late, from a slow read or another process, is
// not fresh for longer, whether or not it was invalidated.
internal sealed class UserCache(
    CacheSettings settings, CacheMetrics metrics, TimeProvider clock, SharedCache? shared = null)
{
    private readonly LocalUsers _local = new(settings.LocalBytes);
    private readonly ConcurrentDictionary<long, Lazy<Task<CachedUser>>> _reads = [];
    private long _writes;

    /// <summary>How many writes of this process were remembered.</summary>
    public long Writes => Interlocked.Read(ref _writes);

    /// <summary>Whether it contains what other processes have read.</summary>
    public bool IsShared => shared is not null;

    /// <param name="maxAge">Of a caller that needs it younger than others; null for any.</param>
    /// <returns>An entry of this process that is at most <see cref="CacheSettings.FreshFor"/> old.</returns>
    public CachedUser? FindFresh(long id, TimeSpan? maxAge)
    {
        if (_local.Find(id) is not { } here || !here.IsFresh(clock.GetUtcNow(), FreshFor(maxAge)))
        {
            return null;
        }

        metrics.Count("local");
        return here;
    }

    /// <param name="maxAge">Of a caller that needs it younger than others; null for any.</param>
    /// <returns>The user, at most <see cref="CacheSettings.FreshFor"/> old; null when there is none.</returns>
    public async Task<User?> FindAsync(
        long id, ReadUser read, TimeSpan? maxAge, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var freshFor = FreshFor(maxAge);
        if (FindFresh(id, maxAge) is { } here)
        {
            return here.User;
        }

        if (await RecallSharedAsync(id) is { } there && there.IsFresh(now, freshFor))
        {
            metrics.Count("shared");
            return there.User;
        }

        metrics.Count("none");
        // Other requests may wait for the same read, so the cancellation of one does not end it.
        var known = await _reads.GetOrAdd(id, _ => new(() => ReadAsync(id, read, CancellationToken.None))).Value
            .WaitAsync(cancellationToken);
        return known.At >= now - freshFor ? known.User : await FindNowAsync(id, read, cancellationToken);
    }

    /// <summary>Reads past the cache: for a client that has just written.</summary>
    public async Task<User?> FindNowAsync(long id, ReadUser read, CancellationToken cancellationToken) =>
        (await ReadAsync(id, read, cancellationToken)).User;

    /// <returns>An entry of any age.</returns>
    public async ValueTask<CachedUser?> RecallAsync(long id)
    {
        var here = RecallHere(id);
        var known = here ?? await RecallSharedAsync(id);
        metrics.Count(here is not null ? "local" : known is not null ? "shared" : "none");
        return known;
    }

    public CachedUser? RecallHere(long id) => _local.Find(id);

    /// <summary>Stores the result of a write of this process; null for a user that is gone.</summary>
    public void Remember(long id, User? user)
    {
        Interlocked.Increment(ref _writes);
        Keep(id, new(user, clock.GetUtcNow(), Written: true));
    }

    private TimeSpan FreshFor(TimeSpan? maxAge) => maxAge < settings.FreshFor ? maxAge.Value : settings.FreshFor;

    private async ValueTask<CachedUser?> RecallSharedAsync(long id)
    {
        if (shared is null || await shared.FindAsync(id) is not { } there)
        {
            return null;
        }

        _local.Keep(id, there);
        return there;
    }

    private async Task<CachedUser> ReadAsync(long id, ReadUser read, CancellationToken cancellationToken)
    {
        var at = clock.GetUtcNow();
        try
        {
            var known = new CachedUser(await read(id, cancellationToken), at);
            Keep(id, known);
            return known;
        }
        finally
        {
            _reads.TryRemove(id, out _);
        }
    }

    // Valkey is not waited for.
    private void Keep(long id, CachedUser known)
    {
        var before = _local.Find(id);
        if (known.User is null && before is null)
        {
            // Ids without a user must not evict users.
            _ = shared?.RemoveAsync(id);
        }
        else if (known.Supersedes(before))
        {
            _local.Keep(id, known);
            _ = shared?.KeepAsync(id, known);
        }
    }
}
