using System.Globalization;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using UsersService.Users;

namespace UsersService.Cache;

/// <summary>Asks the database for a user.</summary>
internal delegate Task<User?> ReadUser(long id, CancellationToken cancellationToken);

/// <summary>
/// Users by id, in this process and, when configured, in Valkey. One that was read less than
/// <see cref="CacheSettings.FreshFor"/> ago answers for the database; older ones are kept for the time it is away.
/// Freshness is told by the time a reading began, which each entry carries: no entry that comes late, from a slow
/// reader or another replica, is fresh for longer than that, whether or not anything was told to forget it.
/// </summary>
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

    /// <summary>The user as it is, or was a moment ago.</summary>
    /// <param name="id">The user.</param>
    /// <param name="read">Reads the user from the database.</param>
    /// <param name="cancellationToken">Gives the waiting up.</param>
    /// <returns>Null when there is none.</returns>
    public async Task<User?> FindAsync(long id, ReadUser read, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (await RecallAsync(id, known => known.IsFresh(now, settings.FreshFor)) is { } fresh)
        {
            return fresh.User;
        }

        // Others may wait for the same reading, so one client's leaving does not end it.
        var known = await cache.GetOrCreateAsync(
            Key(id), (Cache: this, id, read), static (of, token) => of.Cache.ReadAsync(of.id, of.read, token),
            _together, cancellationToken: CancellationToken.None).AsTask().WaitAsync(cancellationToken);

        return known.At >= now - settings.FreshFor ? known.User : await FindNowAsync(id, read, cancellationToken);
    }

    /// <summary>The user as it is, whatever was known: for a client that has just written.</summary>
    /// <returns>Null when there is none.</returns>
    public async Task<User?> FindNowAsync(long id, ReadUser read, CancellationToken cancellationToken) =>
        (await ReadAsync(id, read, cancellationToken)).User;

    /// <returns>What was last known of the user; null when nothing was.</returns>
    public Task<CachedUser?> RecallAsync(long id) => RecallAsync(id, _ => true);

    /// <returns>What this process last knew of the user; null when nothing.</returns>
    public ValueTask<CachedUser?> RecallHereAsync(long id) => LookUpAsync(id, _here);

    /// <summary>Takes note of a write of this process.</summary>
    /// <param name="id">Whose user it is.</param>
    /// <param name="user">Null when there is none any more.</param>
    public ValueTask RememberAsync(long id, User? user) => KeepAsync(id, new(user, clock.GetUtcNow(), Written: true));

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

    /// <remarks>Done here when it returns; Valkey is told, and not waited for.</remarks>
    private async ValueTask KeepAsync(long id, CachedUser known)
    {
        var before = await RecallHereAsync(id);
        if (known.User is null && before is null)
        {
            // Ids that nobody has must not drive out those that somebody has.
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
