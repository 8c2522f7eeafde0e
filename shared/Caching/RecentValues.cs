using System.Collections.Concurrent;

namespace Platform.Caching;

/// <summary>
/// Values that cost something to make, by key. For a short time, one value serves all who ask; those who ask while it
/// is being made wait for it together. Failures are not kept.
/// </summary>
/// <param name="freshFor">Since its making began; zero keeps nothing.</param>
/// <param name="capacity">How many at once; more are made for one caller each.</param>
/// <param name="isKept">Whether a value may serve another caller.</param>
/// <param name="state">A value made in an earlier state is not used; null when only time counts.</param>
public sealed class RecentValues<T>(
    TimeSpan freshFor, int capacity, Predicate<T> isKept, TimeProvider clock, Func<long>? state = null)
{
    private readonly ConcurrentDictionary<string, Entry> _entries = [];

    /// <param name="key">What it is asked for by.</param>
    /// <param name="maxAge">Of a caller that needs a younger one than others; null for any.</param>
    /// <returns>Null when it must be made.</returns>
    public Task<T>? Find(string key, TimeSpan? maxAge = null) =>
        _entries.TryGetValue(key, out var entry) && IsFresh(entry, maxAge) ? entry.Value.Value : null;

    /// <param name="key">What it is asked for by.</param>
    /// <param name="make">Must not depend on the caller: others may wait longer.</param>
    /// <param name="maxAge">Of a caller that needs a younger one than others; null for any.</param>
    public Task<T> GetOrMakeAsync(string key, Func<Task<T>> make, TimeSpan? maxAge = null)
    {
        var entry = new Entry(state?.Invoke() ?? 0, clock.GetTimestamp(), new(async () => await make()));
        if (_entries.TryGetValue(key, out var before))
        {
            // Another caller may have been faster.
            entry = IsFresh(before, maxAge) ? before : Replace(key, before, entry);
        }
        else if (HasSpace())
        {
            entry = _entries.GetOrAdd(key, entry);
        }

        return entry.Value.Value;
    }

    private Entry Replace(string key, Entry before, Entry entry) =>
        _entries.TryUpdate(key, entry, before) ? entry : _entries.GetValueOrDefault(key, entry);

    private bool HasSpace()
    {
        foreach (var (key, entry) in _entries)
        {
            if (!IsFresh(entry, null))
            {
                _entries.TryRemove(new(key, entry));
            }
        }

        return _entries.Count < capacity;
    }

    private bool IsFresh(Entry entry, TimeSpan? maxAge) =>
        entry.State == (state?.Invoke() ?? 0)
        && clock.GetElapsedTime(entry.Began) is var age && age < freshFor && !(age >= maxAge)
        && !IsUseless(entry);

    private bool IsUseless(Entry entry) =>
        entry.Value is { IsValueCreated: true, Value: { IsCompleted: true } made }
        && !(made.IsCompletedSuccessfully && isKept(made.Result));

    private sealed class Entry(long state, long began, Lazy<Task<T>> value)
    {
        public long State => state;

        public long Began => began;

        public Lazy<Task<T>> Value => value;
    }
}
