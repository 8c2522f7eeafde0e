using System.Text.Json.Serialization;

namespace SreService.Evaluation;

/// <summary>What this replica does.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Role>))]
internal enum Role
{
    /// <summary>It has not reached the database yet: it reads the replicas and counts nothing.</summary>
    [JsonStringEnumMemberName("undecided")]
    Undecided,

    /// <summary>It holds the lock: it reads the replicas, counts and writes.</summary>
    [JsonStringEnumMemberName("evaluating")]
    Evaluating,

    /// <summary>It evaluated when the database went away: it goes on in memory and writes nothing.</summary>
    [JsonStringEnumMemberName("detached")]
    Detached,

    /// <summary>Another one evaluates: it shows what that one wrote.</summary>
    [JsonStringEnumMemberName("following")]
    Following,
}

/// <param name="Role">What this replica does.</param>
/// <param name="Term">Its own term, or the one it follows.</param>
/// <param name="Holder">The instance id of the replica that evaluates; null while none is known.</param>
/// <param name="Since">When that one began; null while none is known.</param>
internal sealed record Seat(Role Role, long Term, string? Holder, DateTimeOffset? Since)
{
    /// <summary>Whether what this replica counts may be written.</summary>
    public bool MayWrite => Role == Role.Evaluating;

    /// <summary>Whether this replica reads the others itself.</summary>
    public bool Reads => Role != Role.Following;
}

/// <summary>Which part this replica has. Whoever changes what is counted holds <see cref="Gate"/> meanwhile.</summary>
internal sealed class Evaluator
{
    private volatile Seat _seat = new(Role.Undecided, 0, null, null);

    public Lock Gate { get; } = new();

    public Seat Seat => _seat;

    public void Begin(long term, string self, DateTimeOffset now) =>
        _seat = new Seat(Role.Evaluating, term, self, now);

    public void Follow(Round round) => _seat = new Seat(Role.Following, round.Term, round.Holder, round.Since);

    /// <summary>The lock may be lost, and nobody is known to have it.</summary>
    public void Detach()
    {
        lock (Gate)
        {
            if (_seat.Role == Role.Evaluating)
            {
                _seat = _seat with { Role = Role.Detached };
            }
        }
    }

    /// <summary>The lock is here again, and nobody had it meanwhile.</summary>
    public void Resume() => _seat = _seat with { Role = Role.Evaluating };

    /// <summary>A write was refused: another replica has begun a term.</summary>
    public void Lose(long term)
    {
        lock (Gate)
        {
            if (_seat.Term == term && _seat.Role is Role.Evaluating or Role.Detached)
            {
                _seat = new Seat(Role.Following, 0, null, null);
            }
        }
    }
}
