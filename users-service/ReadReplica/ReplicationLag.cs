using NpgsqlTypes;

namespace UsersService.ReadReplica;

/// <summary>
/// The lag of the read replica, by its position in the primary's log. The primary's own position is noted every second;
/// a replica that has reached a noted position has everything committed until then. So an idle primary causes no lag,
/// and while the primary does not answer, the lag grows from the last position that the replica has reached.
/// </summary>
internal sealed class ReplicationLag
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    // Ten minutes; the lag of a replica further behind is unknown.
    private const int Kept = 600;

    private readonly Lock _lock = new();
    private readonly List<Note> _notes = [];

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

    /// <returns>An upper bound, to the second; null when it is unknown.</returns>
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
