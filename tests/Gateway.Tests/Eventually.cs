namespace Gateway.Tests;

/// <summary>Waits for what real processes do in their own time.</summary>
public static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);

    /// <summary>Fails with the last value seen when it does not come about.</summary>
    public static async Task EqualAsync<T>(T expected, Func<Task<T>> actual)
    {
        var started = TimeProvider.System.GetTimestamp();
        var seen = await actual();
        while (!EqualityComparer<T>.Default.Equals(expected, seen) && TimeProvider.System.GetElapsedTime(started) < Limit)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
            seen = await actual();
        }

        Assert.Equal(expected, seen);
    }
}
