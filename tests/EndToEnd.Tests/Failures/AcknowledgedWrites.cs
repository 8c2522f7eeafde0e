using System.Collections.Concurrent;

namespace EndToEnd.Tests.Failures;

/// <summary>
/// A user of the drill. Its address and its names contain its number, so that another user's body shows. One client
/// alone writes it, and stops at the first write whose outcome it does not know.
/// </summary>
/// <param name="drill">Tells the drills of one system apart.</param>
/// <param name="number">Tells its users apart.</param>
internal sealed class DrillUser(string drill, int number)
{
    public const int Absent = -1;
    public const int Deleted = int.MaxValue;

    private readonly HashSet<int> _possible = [Absent];

    public int Number => number;

    public string Email => $"{drill}-{number}@example.org";

    /// <summary>Known once its registration was acknowledged.</summary>
    public long? Id { get; set; }

    /// <summary>
    /// The last acknowledged state: <see cref="Absent"/>, the revision of its name, <see cref="Deleted"/>.
    /// </summary>
    public int Acknowledged { get; private set; } = Absent;

    /// <summary>When that was, in ticks of the clock's timestamp.</summary>
    public long AcknowledgedAt { get; private set; }

    public string NameOf(int revision) => $"Drill {number} revision {revision}";

    /// <summary>The write is on its way: from now on it may be done.</summary>
    public void Attempt(int state)
    {
        lock (_possible)
        {
            _possible.Add(state);
        }
    }

    public void Acknowledge(int state)
    {
        lock (_possible)
        {
            _possible.Clear();
            _possible.Add(state);
            (Acknowledged, AcknowledgedAt) = (state, TimeProvider.System.GetTimestamp());
        }
    }

    public bool MayBe(int state)
    {
        lock (_possible)
        {
            return _possible.Contains(state);
        }
    }

    /// <returns>The revision that the name shows; null when it is no name of this user.</returns>
    public int? RevisionOf(string name) =>
        name.StartsWith(NameOf(0)[..^1], StringComparison.Ordinal)
        && int.TryParse(name.AsSpan(name.LastIndexOf(' ')), out var revision)
            ? revision
            : null;
}

/// <summary>All users of a drill, with what was acknowledged about each.</summary>
internal sealed class AcknowledgedWrites
{
    public string Drill { get; } = $"drill{Guid.NewGuid():N}";

    private readonly ConcurrentDictionary<string, DrillUser> _users = [];
    private readonly ConcurrentQueue<DrillUser> _registered = [];
    private int _last;

    public IEnumerable<DrillUser> Users => _users.Values;

    public DrillUser New()
    {
        var user = new DrillUser(Drill, Interlocked.Increment(ref _last));
        _users[user.Email] = user;
        return user;
    }

    public void Registered(DrillUser user, long id)
    {
        user.Id = id;
        _registered.Enqueue(user);
        if (_registered.Count > 50)
        {
            _registered.TryDequeue(out _);
        }
    }

    /// <returns>One of the latest registered; null while there is none.</returns>
    public DrillUser? Any()
    {
        var users = _registered.ToArray();
        return users.Length == 0 ? null : users[Random.Shared.Next(users.Length)];
    }

    public DrillUser? Of(string email) => _users.GetValueOrDefault(email);
}
