using NpgsqlTypes;

namespace UsersService.ReadReplica;

/// <summary>
/// How far the replica is behind, by its position in the primary's log. The primary's own is noted every second; a
/// replica that has come to a noted position holds all that was committed until then. So an idle primary does not look
/// like a lag, and while the primary does not answer, it grows from the last position that the replica has reached.
/// </summary>
internal sealed class ReplicationLag
{
    /// <summary>How often the primary's position is noted.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // Ten minutes; a replica further behind is unknown.
    private const int Kept = 600;

    private readonly Lock _lock = new();
    private readonly List<Note> _notes = [];

    /// <param name="at">Before the primary was asked.</param>
    /// <param name="position">Up to where its log was on disk.</param>
    public void NotePrimary(DateTimeOffset at, NpgsqlLogSequenceNumber position)
    {
        lock (_lock)
        {
            if (_notes.Count == Kept)
            {
                _notes.RemoveAt(0);
            }

            _notes.Add(new(at, position));
        }
    }

    /// <param name="now">The time.</param>
    /// <param name="replayed">Up to where the replica shows the log.</param>
    /// <returns>What it lacks at most, to the second; null when that is not known.</returns>
    public TimeSpan? Behind(DateTimeOffset now, NpgsqlLogSequenceNumber replayed)
    {
        lock (_lock)
        {
            var reached = _notes.FindLastIndex(note => note.Position <= replayed);
            return reached < 0 ? null
                : reached == _notes.Count - 1 && now - _notes[reached].At < 2 * Interval ? TimeSpan.Zero
                : now - _notes[reached].At;
        }
    }

    private readonly record struct Note(DateTimeOffset At, NpgsqlLogSequenceNumber Position);
}
