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
    /// <returns>The user, at most <see cref="CacheSettings.FreshFor"/> old; null when there is none.</returns>
    public async Task<User?> FindAsync(
        long id, ReadUser read, TimeSpan? maxAge, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var freshFor = maxAge < settings.FreshFor ? maxAge.Value : settings.FreshFor;
        if (await RecallAsync(id, (now, freshFor)) is { } fresh)
        {
            return fresh.User;
        }

        // Other requests may wait for the same read, so the cancellation of one does not end it.
        var known = await _reads.GetOrAdd(id, _ => new(() => ReadTogetherAsync(id, read))).Value
            .WaitAsync(cancellationToken);
        return known.At >= now - freshFor ? known.User : await FindNowAsync(id, read, cancellationToken);
    }

    /// <summary>Reads past the cache: for a client that has just written.</summary>
    public async Task<User?> FindNowAsync(long id, ReadUser read, CancellationToken cancellationToken) =>
        (await ReadAsync(id, read, cancellationToken)).User;

    public ValueTask<CachedUser?> RecallAsync(long id) => RecallAsync(id, fresh: null);

    public CachedUser? RecallHere(long id) => _local.Find(id);

    /// <summary>Stores the result of a write of this process; null for a user that is gone.</summary>
    public void Remember(long id, User? user)
    {
        Interlocked.Increment(ref _writes);
        Keep(id, new(user, clock.GetUtcNow(), Written: true));
    }

    private async ValueTask<CachedUser?> RecallAsync(long id, (DateTimeOffset Now, TimeSpan For)? fresh)
    {
        if (_local.Find(id) is { } here && IsWanted(here))
        {
            metrics.Count("local");
            return here;
        }

        if (shared is not null && await shared.FindAsync(id) is { } there && IsWanted(there))
        {
            metrics.Count("shared");
            _local.Keep(id, there);
            return there;
        }

        metrics.Count("none");
        return null;

        bool IsWanted(CachedUser known) => fresh is not { } wanted || known.IsFresh(wanted.Now, wanted.For);
    }

    private async Task<CachedUser> ReadTogetherAsync(long id, ReadUser read)
    {
        try
        {
            return await ReadAsync(id, read, CancellationToken.None);
        }
        finally
        {
            _reads.TryRemove(id, out _);
        }
    }

    private async Task<CachedUser> ReadAsync(long id, ReadUser read, CancellationToken cancellationToken)
    {
        var at = clock.GetUtcNow();
        var known = new CachedUser(await read(id, cancellationToken), at);
        Keep(id, known);
        return known;
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
