using SreService.Counting;

namespace SreService.Scraping;

/// <summary>When rounds are taken, and for which moment each counts.</summary>
internal static class Ticks
{
    /// <summary>Waits for the next multiple of the interval.</summary>
    /// <returns>The moment that a round counts for that begins now.</returns>
    public static async Task<DateTimeOffset> NextAsync(
        TimeProvider clock, TimeSpan interval, CancellationToken cancellationToken)
    {
        // Looked at once: a process that is held up here must not find that the moment has passed.
        var now = clock.GetUtcNow();
        var due = now.Floor(interval) + interval;
        await Task.Delay(due - now, clock, cancellationToken);
        return After(due, clock.GetUtcNow(), interval);
    }

    /// <param name="due">When the round was due.</param>
    /// <param name="now">When it begins; timers are a little early or late.</param>
    /// <param name="interval">From one round to the next.</param>
    /// <returns>
    /// The moment that was due; after a process was held up, or its clock was set, the last one before now.
    /// </returns>
    public static DateTimeOffset After(DateTimeOffset due, DateTimeOffset now, TimeSpan interval) =>
        (now - due).Duration() < interval ? due : now.Floor(interval);
}
