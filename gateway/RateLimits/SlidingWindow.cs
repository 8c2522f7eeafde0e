namespace Gateway.RateLimits;

/// <summary>
/// What a client has used in a window of time. Permits come back a segment at a time, when they are one window old.
/// No lock: a client that sends from many connections at once would wait for itself.
/// </summary>
internal sealed class SlidingWindow(int quota, TimeSpan window, TimeProvider clock)
{
    private const int Segments = 6;

    private readonly int[] _bySegment = new int[Segments];
    private long _newest = SegmentOf(window, clock);
    private int _used;

    /// <summary>Until some of what was used last comes back.</summary>
    public static TimeSpan WaitOf(TimeSpan window) => window / Segments;

    public int Left
    {
        get
        {
            Advance();
            return Math.Max(0, quota - Volatile.Read(ref _used));
        }
    }

    public bool TryTake(int permits)
    {
        var segment = Advance();
        if (Interlocked.Add(ref _used, permits) > quota)
        {
            Interlocked.Add(ref _used, -permits);
            return false;
        }

        Interlocked.Add(ref _bySegment[segment % Segments], permits);
        return true;
    }

    /// <summary>Gives back permits that were taken a moment ago.</summary>
    public void Return(int permits)
    {
        var segment = Advance();
        Interlocked.Add(ref _bySegment[segment % Segments], -permits);
        Interlocked.Add(ref _used, -permits);
    }

    /// <summary>Begins the segment of now; what was used in the one whose place it takes comes back.</summary>
    private long Advance()
    {
        var now = SegmentOf(window, clock);
        while (Volatile.Read(ref _newest) is var newest && newest < now)
        {
            var next = Math.Max(newest + 1, now - Segments + 1);
            if (Interlocked.CompareExchange(ref _newest, next, newest) == newest)
            {
                Interlocked.Add(ref _used, -Interlocked.Exchange(ref _bySegment[next % Segments], 0));
            }
        }

        return now;
    }

    private static long SegmentOf(TimeSpan window, TimeProvider clock) =>
        clock.GetTimestamp() / (long)(clock.TimestampFrequency * WaitOf(window).TotalSeconds);
}
