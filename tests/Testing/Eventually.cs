using System.Diagnostics;

namespace Testing;

/// <summary>Waits for something that another process does; says how long it took, or fails when it never comes.</summary>
public static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static Task<TimeSpan> HoldsAsync(Func<bool> condition, TimeSpan within) => HoldsAsync(() => Task.FromResult(condition()), within);

    public static async Task<TimeSpan> HoldsAsync(Func<Task<bool>> condition, TimeSpan within)
    {
        var started = Stopwatch.GetTimestamp();
        using var pause = new PeriodicTimer(Pause);
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < within, $"It did not happen within {within.TotalSeconds} s.");
            await pause.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        return Stopwatch.GetElapsedTime(started);
    }
}
