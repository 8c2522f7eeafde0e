namespace SreService.Scraping;

/// <summary>How far a replica's clock is from ours, as far as its answer shows.</summary>
internal static class ClockSkew
{
    /// <summary>From here on it is worth a look: starts, logs and traces are told wrongly.</summary>
    public static readonly TimeSpan Notable = TimeSpan.FromSeconds(5);

    /// <summary>The header <c>Date</c> has whole seconds, and servers renew it once a second.</summary>
    private static readonly TimeSpan DateIsUpTo = TimeSpan.FromSeconds(2);

    /// <param name="date">The replica's time in its answer.</param>
    /// <param name="asked">Our time before.</param>
    /// <param name="answered">Our time after.</param>
    /// <returns>The least that it must be ahead; negative when it is behind, zero when it need not differ.</returns>
    public static TimeSpan Between(DateTimeOffset date, DateTimeOffset asked, DateTimeOffset answered) =>
        date > answered ? date - answered
        : date + DateIsUpTo < asked ? date + DateIsUpTo - asked
        : TimeSpan.Zero;
}
