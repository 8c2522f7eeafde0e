using SreService.Counting;

namespace SreService.Scraping;

/// <summary>The schedule of evaluation rounds.</summary>
internal static class Ticks
{
    /// <summary>Waits for the next multiple of the interval.</summary>
    /// <returns>The time that a round starting now counts for.</returns>
    public static async Task<DateTimeOffset> NextAsync(
        TimeProvider clock, TimeSpan interval, CancellationToken cancellationToken)
    {
        // Read once: a pause of the process here must not skip the tick.
        var now = clock.GetUtcNow();
        var due = now.Floor(interval) + interval;
        await Task.Delay(due - now, clock, cancellationToken);
        return After(due, clock.GetUtcNow(), interval);
    }

    /// <param name="due">When the round was due.</param>
    /// <param name="now">When it starts; timers are slightly early or late.</param>
    /// <returns>
    /// The due time; after a pause or a change of the clock, the last tick before now.
    /// </returns>
    public static DateTimeOffset After(DateTimeOffset due, DateTimeOffset now, TimeSpan interval) =>
        (now - due).Duration() < interval ? due : now.Floor(interval);
}
