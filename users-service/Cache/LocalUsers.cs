using System.Collections.Concurrent;

namespace UsersService.Cache;

/// <summary>
/// Users in this process, in two generations: when the younger one is full, the older one is forgotten. A user that is
/// looked up stays. No eviction looks at every user.
/// </summary>
/// <param name="capacity">Estimated bytes.</param>
internal sealed class LocalUsers(long capacity)
{
    private readonly Lock _ageing = new();
    private volatile Generation _younger = new();
    private volatile Generation _older = new();

    public CachedUser? Find(long id)
    {
        if (_younger.Users.TryGetValue(id, out var known) || !_older.Users.TryGetValue(id, out known))
        {
            return known;
        }

        Keep(id, known);
        return known;
    }

    /// <summary>Does nothing if what is there is younger.</summary>
    public void Keep(long id, CachedUser known)
    {
        var generation = _younger;
        while (!generation.Users.TryAdd(id, known))
        {
            if (generation.Users.TryGetValue(id, out var before)
                && (!known.Supersedes(before) || generation.Users.TryUpdate(id, known, before)))
            {
                return;
            }
        }

        if (Interlocked.Add(ref generation.Size, known.Size) > capacity / 2)
        {
            Age(generation);
        }
    }

    // In this order, so that every user is in one of them at any time.
    private void Age(Generation full)
    {
        lock (_ageing)
        {
            if (_younger == full)
            {
                _older = full;
                _younger = new();
            }
        }
    }

    private sealed class Generation
    {
        public long Size;

        public ConcurrentDictionary<long, CachedUser> Users { get; } = [];
    }
}
