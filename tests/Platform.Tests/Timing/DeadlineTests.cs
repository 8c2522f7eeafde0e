using Microsoft.Extensions.Time.Testing;
using Platform.Timing;

namespace Platform.Tests.Timing;

public sealed class DeadlineTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Deadline_cancels_when_the_limit_has_passed()
    {
        using var deadline = new Deadline(Limit, _clock, CancellationToken.None);
        _clock.Advance(Limit - TimeSpan.FromMilliseconds(1));
        Assert.False(deadline.Token.IsCancellationRequested);

        _clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal((true, true), (deadline.Token.IsCancellationRequested, deadline.IsExceeded));
    }

    [Fact]
    public async Task Deadline_is_not_exceeded_when_the_caller_cancels()
    {
        using var caller = new CancellationTokenSource();
        using var deadline = new Deadline(Limit, _clock, caller.Token);

        await caller.CancelAsync();
        _clock.Advance(Limit);

        Assert.Equal((true, false), (deadline.Token.IsCancellationRequested, deadline.IsExceeded));
    }

    [Fact]
    public void Disposed_deadline_no_longer_cancels()
    {
        var deadline = new Deadline(Limit, _clock, CancellationToken.None);
        var token = deadline.Token;

        deadline.Dispose();
        _clock.Advance(Limit);

        Assert.False(token.IsCancellationRequested);
    }
}
