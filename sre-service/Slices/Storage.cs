namespace SreService.Slices;

/// <summary>The state of the database of sre-service after the last read or write.</summary>
internal sealed class Storage(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private volatile StorageState _state = new(Available: false, "no attempt has ended", null, 0, 0);

    public StorageState State => _state;

    /// <summary>Since when this process has tried to reach it.</summary>
    public DateTimeOffset Since { get; } = clock.GetUtcNow();

    public void Change(Func<StorageState, StorageState> change)
    {
        lock (_gate)
        {
            _state = change(_state);
        }
    }
}

/// <summary>Whether the database is available, and up to where it has everything.</summary>
/// <param name="Available">Whether the last attempt succeeded.</param>
/// <param name="Reason">Why it is unavailable; null when it is not.</param>
/// <param name="WrittenAt">The last round that was written; null before the first since the start.</param>
/// <param name="ScrapeSequence">Scrapes up to this position in their sequence are written.</param>
/// <param name="Sequence">Counts up to this position in their sequence are written.</param>
internal sealed record StorageState(
    bool Available, string? Reason, DateTimeOffset? WrittenAt, long ScrapeSequence, long Sequence)
{
    /// <summary>Changes of rounds up to this position in their sequence are written.</summary>
    public long ChangeSequence { get; init; }

    /// <summary>Minutes that wait in memory to be written.</summary>
    public int WaitingMinutes { get; init; }

    /// <summary>Minutes dropped since the start, because they waited too long; null when none was.</summary>
    public DroppedMinutes? Dropped { get; init; }
}

/// <summary>Minutes that are lost.</summary>
internal sealed record DroppedMinutes(int Minutes, DateTimeOffset First, DateTimeOffset Last)
{
    public static DroppedMinutes Sum(DroppedMinutes? before, IReadOnlyList<DateTimeOffset> minutes) =>
        new((before?.Minutes ?? 0) + minutes.Count, before?.First ?? minutes[0], minutes[^1]);
}
