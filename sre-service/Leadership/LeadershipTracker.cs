using System.Text.Json.Serialization;

namespace SreService.Leadership;

/// <summary>What this replica does.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LeadershipRole>))]
internal enum LeadershipRole
{
    /// <summary>It has not reached the database yet: it reads the replicas and counts nothing.</summary>
    [JsonStringEnumMemberName("undecided")]
    Undecided,

    /// <summary>It holds the lock: it reads the replicas, counts and writes.</summary>
    [JsonStringEnumMemberName("evaluating")]
    Leader,

    /// <summary>It evaluated when the database went away: it goes on in memory and writes nothing.</summary>
    [JsonStringEnumMemberName("detached")]
    Detached,

    /// <summary>Another one evaluates: it shows what that one wrote.</summary>
    [JsonStringEnumMemberName("following")]
    Follower,
}

/// <param name="Role">What this replica does.</param>
/// <param name="Term">Its own term, or the one it follows.</param>
/// <param name="Holder">The instance id of the replica that evaluates; null while none is known.</param>
/// <param name="Since">When that one began; null while none is known.</param>
internal sealed record LeadershipState(LeadershipRole Role, long Term, string? Holder, DateTimeOffset? Since)
{
    /// <summary>Whether what this replica counts may be written.</summary>
    public bool MayWrite => Role == LeadershipRole.Leader;

    /// <summary>Whether this replica reads the others itself.</summary>
    public bool Reads => Role != LeadershipRole.Follower;
}

/// <summary>Which part this replica has. Whoever changes what is counted holds <see cref="Gate"/> meanwhile.</summary>
internal sealed class LeadershipTracker
{
    private volatile LeadershipState _current = new(LeadershipRole.Undecided, 0, null, null);

    public Lock Gate { get; } = new();

    public LeadershipState Current => _current;

    public void Begin(long term, string self, DateTimeOffset now) =>
        _current = new LeadershipState(LeadershipRole.Leader, term, self, now);

    /// <summary>Another replica leads.</summary>
    public void Follow(long term, string holder, DateTimeOffset since) =>
        _current = new LeadershipState(LeadershipRole.Follower, term, holder, since);

    /// <summary>The lock may be lost, and nobody is known to have it.</summary>
    public void Detach()
    {
        lock (Gate)
        {
            if (_current.Role == LeadershipRole.Leader)
            {
                _current = _current with { Role = LeadershipRole.Detached };
            }
        }
    }

    /// <summary>The lock is here again, and nobody had it meanwhile.</summary>
    public void Resume() => _current = _current with { Role = LeadershipRole.Leader };

    /// <summary>A write was refused: another replica has begun a term.</summary>
    public void Lose(long term)
    {
        lock (Gate)
        {
            if (_current.Term == term && _current.Role is LeadershipRole.Leader or LeadershipRole.Detached)
            {
                _current = new LeadershipState(LeadershipRole.Follower, 0, null, null);
            }
        }
    }
}
