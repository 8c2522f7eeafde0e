using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace SreService.Leadership;

/// <summary>The role of this replica among the replicas of sre-service.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LeadershipRole>))]
internal enum LeadershipRole
{
    /// <summary>It has not reached the database yet: it scrapes and counts nothing.</summary>
    [JsonStringEnumMemberName("undecided")]
    Undecided,

    /// <summary>It holds the lock: it scrapes, evaluates and writes.</summary>
    [JsonStringEnumMemberName("evaluating")]
    Leader,

    /// <summary>
    /// It was the leader when the database became unavailable: it continues in memory and writes nothing.
    /// </summary>
    [JsonStringEnumMemberName("detached")]
    Detached,

    /// <summary>Another replica is the leader: this one shows what the leader wrote.</summary>
    [JsonStringEnumMemberName("following")]
    Follower,
}

/// <param name="Term">Its own term, or the one it follows.</param>
/// <param name="Holder">The instance id of the leader; null while none is known.</param>
/// <param name="Since">When its term began; null while no leader is known.</param>
internal sealed record LeadershipState(LeadershipRole Role, long Term, string? Holder, DateTimeOffset? Since)
{
    /// <summary>Whether what this replica counts may be written.</summary>
    public bool MayWrite => Role == LeadershipRole.Leader;

    /// <summary>Whether this replica scrapes the others itself.</summary>
    public bool Scrapes => Role != LeadershipRole.Follower;
}

/// <summary>The role of this replica.</summary>
internal sealed class LeadershipTracker
{
    private LeadershipState _current = new(LeadershipRole.Undecided, 0, null, null);

    public LeadershipState Current => Volatile.Read(ref _current);

    public void Begin(long term, string self, DateTimeOffset now) =>
        Change(_ => new(LeadershipRole.Leader, term, self, now));

    /// <summary>Another replica leads.</summary>
    public void Follow(long term, string holder, DateTimeOffset since) =>
        Change(_ => new(LeadershipRole.Follower, term, holder, since));

    /// <summary>The lock may be lost, and no other leader is known.</summary>
    public void Detach() => Change(state =>
        state.Role == LeadershipRole.Leader ? state with { Role = LeadershipRole.Detached } : state);

    /// <summary>The lock is held again, and no other replica held it meanwhile.</summary>
    public void Resume() => Change(state => state with { Role = LeadershipRole.Leader });

    /// <summary>A write was rejected: another replica has begun a term.</summary>
    public void Lose(long term) => Change(state =>
        state.Term == term && state.Role is LeadershipRole.Leader or LeadershipRole.Detached
            ? new(LeadershipRole.Follower, 0, null, null)
            : state);

    private void Change(Func<LeadershipState, LeadershipState> change) =>
        ImmutableInterlocked.Update(ref _current, change);
}
