namespace SreService.Slices;

/// <summary>The state of the database of the slices, as the last attempt to write or read it left it.</summary>
internal sealed class Storage
{
    private readonly Lock _gate = new();
    private volatile StorageState _state = new(Available: false, "not reached yet", null, 0, 0);

    public StorageState State => _state;

    public void Change(Func<StorageState, StorageState> change)
    {
        lock (_gate)
        {
            _state = change(_state);
        }
    }
}

/// <summary>How the database of the slices is.</summary>
/// <param name="Available">Whether the last attempt succeeded.</param>
/// <param name="Reason">Why not.</param>
/// <param name="WrittenAt">The last round that was written; null when none was since the start.</param>
/// <param name="ReadingSequence">Readings up to this place in their sequence are written.</param>
/// <param name="Sequence">Changes up to this place in the book's sequence are written.</param>
internal sealed record StorageState(
    bool Available, string? Reason, DateTimeOffset? WrittenAt, long ReadingSequence, long Sequence)
{
    /// <summary>Entries of the log up to this place in their sequence are written.</summary>
    public long LogSequence { get; init; }

    /// <summary>Minutes that wait in memory.</summary>
    public int WaitingMinutes { get; init; }

    /// <summary>Minutes that waited too long since the start; null when none did.</summary>
    public DroppedMinutes? Dropped { get; init; }
}

/// <param name="Minutes">How many.</param>
/// <param name="First">The first of them.</param>
/// <param name="Last">The last of them.</param>
internal sealed record DroppedMinutes(int Minutes, DateTimeOffset First, DateTimeOffset Last)
{
    public static DroppedMinutes Sum(DroppedMinutes? before, IReadOnlyList<DateTimeOffset> minutes) =>
        new((before?.Minutes ?? 0) + minutes.Count, before?.First ?? minutes[0], minutes[^1]);
}
