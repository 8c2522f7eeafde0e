namespace SreService.Scraping;

/// <summary>The clock skew of a replica, estimated from the Date header of its response.</summary>
internal static class ClockSkew
{
    /// <summary>Skew that is reported: from here on start times, logs and traces are misleading.</summary>
    public static readonly TimeSpan Notable = TimeSpan.FromSeconds(5);

    /// <summary>The Date header has whole seconds, and servers refresh it once a second.</summary>
    private static readonly TimeSpan DateIsUpTo = TimeSpan.FromSeconds(2);

    /// <param name="date">The replica's time in its response.</param>
    /// <param name="asked">Our time before the request.</param>
    /// <param name="answered">Our time after the response.</param>
    /// <returns>The smallest possible skew; negative if it is behind.</returns>
    public static TimeSpan Between(DateTimeOffset date, DateTimeOffset asked, DateTimeOffset answered) =>
        date > answered ? date - answered
        : date + DateIsUpTo < asked ? date + DateIsUpTo - asked
        : TimeSpan.Zero;
}
