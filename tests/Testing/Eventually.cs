namespace Testing;

/// <summary>Waits for what other processes do in their own time.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    /// <returns>How long it took; fails when it does not come about.</returns>
    public static async Task<TimeSpan> HoldsAsync(Func<Task<bool>> condition, TimeSpan within)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var pause = new PeriodicTimer(Pause);
        while (!await condition())
        {
            Assert.True(
                TimeProvider.System.GetElapsedTime(started) < within,
                $"It did not happen within {within.TotalSeconds} s.");
            await pause.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        return TimeProvider.System.GetElapsedTime(started);
    }

    public static Task<TimeSpan> HoldsAsync(Func<bool> condition, TimeSpan within) =>
        HoldsAsync(() => Task.FromResult(condition()), within);

    /// <summary>Fails with the last value seen when it does not come about.</summary>
    public static async Task EqualAsync<T>(T expected, Func<Task<T>> actual)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var pause = new PeriodicTimer(Pause);
        var seen = await actual();
        while (!EqualityComparer<T>.Default.Equals(expected, seen)
            && TimeProvider.System.GetElapsedTime(started) < Patience)
        {
            await pause.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            seen = await actual();
        }

        Assert.Equal(expected, seen);
    }
}
