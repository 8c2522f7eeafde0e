using Platform.Database;

namespace Platform.Tests.Database;

public sealed class DetachedTests
{
    [Fact]
    public async Task Caller_that_cancels_returns_at_once_and_the_call_is_cancelled()
    {
        using var caller = new CancellationTokenSource();
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var never = new TaskCompletionSource<int>();

        var running = Detached.RunAsync(
            token =>
            {
                token.Register(cancelled.SetResult);
                return never.Task;
            },
            caller.Token);
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Result_and_error_reach_the_caller()
    {
        Assert.Equal(7, await Detached.RunAsync(_ => Task.FromResult(7), CancellationToken.None));
        await Assert.ThrowsAsync<TimeoutException>(
            () => Detached.RunAsync(_ => Task.FromException<int>(new TimeoutException()), CancellationToken.None));
    }
}
