using System.Globalization;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using UsersService.Users;

namespace UsersService.Cache;

internal delegate Task<User?> ReadUser(long id, CancellationToken cancellationToken);

// An entry younger than FreshFor answers instead of the database; older ones are kept for while it is unavailable.
// Each carries the time at which its read began, so one that arrives late, from a slow read or another process, is
// not fresh for longer, whether or not it was invalidated.
internal sealed class UserCache(
    HybridCache cache, CacheSettings settings, UsersSettings users, CacheMetrics metrics,
    TimeProvider clock, IDistributedCache? shared = null)
{
    private const HybridCacheEntryFlags NotRead = HybridCacheEntryFlags.DisableUnderlyingData;
    private const HybridCacheEntryFlags NotHere = HybridCacheEntryFlags.DisableLocalCache;
    private const HybridCacheEntryFlags NotShared = HybridCacheEntryFlags.DisableDistributedCache;

    private readonly HybridCacheEntryOptions _here = Options(users, NotShared | NotRead);
    private readonly HybridCacheEntryOptions _inValkey = Options(users, NotHere | NotRead);
    private readonly HybridCacheEntryOptions _together = Options(users, NotHere | NotShared);
    private readonly HybridCacheEntryOptions _keptHere = Options(users, NotShared);
    private readonly HybridCacheEntryOptions _keptEverywhere = Options(users, HybridCacheEntryFlags.None);
    private long _writes;

    /// <summary>How many writes of this process were remembered.</summary>
    public long Writes => Interlocked.Read(ref _writes);

    /// <summary>Whether it contains what other processes have read.</summary>
    public bool IsShared => shared is not null;

    /// <param name="maxAge">Of a caller that needs it younger than others; null for any.</param>
    /// <returns>The user, at most <see cref="CacheSettings.FreshFor"/> old; null when there is none.</returns>
    public async Task<User?> FindAsync(
        long id, ReadUser read, TimeSpan? maxAge, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var freshFor = maxAge < settings.FreshFor ? maxAge.Value : settings.FreshFor;
        if (await RecallAsync(id, known => known.IsFresh(now, freshFor)) is { } fresh)
        {
            return fresh.User;
        }

        // Other requests may wait for the same read, so the cancellation of one does not end it.
        var known = await cache.GetOrCreateAsync(
            Key(id), (Cache: this, id, read), static (of, token) => of.Cache.ReadAsync(of.id, of.read, token),
            _together, cancellationToken: CancellationToken.None).AsTask().WaitAsync(cancellationToken);

        return known.At >= now - freshFor ? known.User : await FindNowAsync(id, read, cancellationToken);
    }

    /// <summary>Reads past the cache: for a client that has just written.</summary>
    public async Task<User?> FindNowAsync(long id, ReadUser read, CancellationToken cancellationToken) =>
        (await ReadAsync(id, read, cancellationToken)).User;

    public Task<CachedUser?> RecallAsync(long id) => RecallAsync(id, _ => true);

    public ValueTask<CachedUser?> RecallHereAsync(long id) => LookUpAsync(id, _here);

    /// <summary>Stores the result of a write of this process; null for a user that is gone.</summary>
    public ValueTask RememberAsync(long id, User? user)
    {
        Interlocked.Increment(ref _writes);
        return KeepAsync(id, new(user, clock.GetUtcNow(), Written: true));
    }

    private async Task<CachedUser?> RecallAsync(long id, Func<CachedUser, bool> wanted)
    {
        if (await RecallHereAsync(id) is { } here && wanted(here))
        {
            metrics.Count("local");
            return here;
        }

        if (shared is not null && await LookUpAsync(id, _inValkey) is { } there && wanted(there))
        {
            metrics.Count("shared");
            await cache.SetAsync(Key(id), there, _keptHere);
            return there;
        }

        metrics.Count("none");
        return null;
    }

    private async ValueTask<CachedUser> ReadAsync(long id, ReadUser read, CancellationToken cancellationToken)
    {
        var at = clock.GetUtcNow();
        var known = new CachedUser(await read(id, cancellationToken), at);
        await KeepAsync(id, known);
        return known;
    }

    // The local entry is replaced when this returns; Valkey is not waited for.
    private async ValueTask KeepAsync(long id, CachedUser known)
    {
        var before = await RecallHereAsync(id);
        if (known.User is null && before is null)
        {
            // Ids without a user must not evict users.
            _ = cache.RemoveAsync(Key(id)).AsTask();
        }
        else if (known.Supersedes(before))
        {
            _ = cache.SetAsync(Key(id), known, _keptEverywhere).AsTask();
        }
    }

    private ValueTask<CachedUser?> LookUpAsync(long id, HybridCacheEntryOptions where) =>
        cache.GetOrCreateAsync<CachedUser?>(Key(id), static _ => throw new InvalidOperationException(), where);

    private static string Key(long id) => id.ToString(CultureInfo.InvariantCulture);

    private static HybridCacheEntryOptions Options(UsersSettings users, HybridCacheEntryFlags flags) => new()
    {
        Expiration = users.RememberedFor,
        LocalCacheExpiration = users.RememberedFor,
        Flags = flags | HybridCacheEntryFlags.DisableCompression,
    };
}
