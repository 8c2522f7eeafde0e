using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Platform.Resilience;
using Polly.CircuitBreaker;

namespace Platform.Tests.Resilience;

public sealed class BreakerTests
{
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly Breaker _breaker;

    public BreakerTests() => _breaker = new Breaker(
        "database",
        new BreakerSettings
        {
            MinimumThroughput = 4,
            SamplingDuration = TimeSpan.FromSeconds(10),
            BreakDuration = TimeSpan.FromSeconds(5),
        },
        error => error is TimeoutException ? "timeout" : null,
        _clock,
        NullLogger<Breaker>.Instance);

    [Fact]
    public async Task Breaker_opens_when_half_of_enough_calls_fail()
    {
        await CallAsync(succeeds: true, times: 2);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await CallAsync(succeeds: false, times: 2);

        var status = _breaker.Status;
        Assert.Equal(
            (BreakerState.Open, 2, 2, "timeout"),
            (status.State, status.Successes, status.Failures, status.LastFailureReason));
        Assert.Equal(_clock.GetUtcNow(), status.ChangedAt);
        Assert.Equal(_clock.GetUtcNow(), status.LastFailureAt);
    }

    [Fact]
    public async Task Open_breaker_rejects_without_calling()
    {
        await CallAsync(succeeds: false, times: 4);
        var called = false;

        await Assert.ThrowsAsync<BrokenCircuitException>(async () => await _breaker.ExecuteAsync(
            _ => { called = true; return ValueTask.FromResult(1); }, TestContext.Current.CancellationToken));

        Assert.False(called);
        Assert.Equal(1, _breaker.Status.Rejected);
    }

    [Fact]
    public async Task Success_after_the_break_closes_the_breaker()
    {
        await CallAsync(succeeds: false, times: 4);
        _clock.Advance(TimeSpan.FromSeconds(6));

        await CallAsync(succeeds: true, times: 1);

        Assert.Equal(BreakerState.Closed, _breaker.Status.State);
    }

    [Fact]
    public async Task Error_of_the_caller_does_not_count()
    {
        for (var call = 0; call < 10; call++)
        {
            await Assert.ThrowsAsync<ArgumentException>(async () => await _breaker.ExecuteAsync<int>(
                _ => throw new ArgumentException("the caller's mistake"), TestContext.Current.CancellationToken));
        }

        Assert.Equal((BreakerState.Closed, 0), (_breaker.Status.State, _breaker.Status.Failures));
    }

    [Fact]
    public async Task Isolated_breaker_rejects_calls_until_it_expires()
    {
        var isolation = new Isolation(_clock.GetUtcNow().AddMinutes(5), "Ada", "a test");
        await _breaker.IsolateAsync(isolation);

        await Assert.ThrowsAsync<IsolatedCircuitException>(() => CallAsync(succeeds: true, times: 1));
        Assert.Equal((BreakerState.Isolated, isolation), (_breaker.Status.State, _breaker.Status.Isolation));
        _clock.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(BreakerState.Isolated, _breaker.Status.State);
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        await CallAsync(succeeds: true, times: 1);
        Assert.Equal((BreakerState.Closed, null), (_breaker.Status.State, _breaker.Status.Isolation));
    }

    [Fact]
    public async Task Newer_isolation_holds_until_an_operator_closes_it()
    {
        await _breaker.IsolateAsync(new(_clock.GetUtcNow().AddMinutes(1), "Ada", "a test"));
        await _breaker.IsolateAsync(new(_clock.GetUtcNow().AddMinutes(9), "Grace", "a longer one"));
        _clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal("Grace", _breaker.Status.Isolation?.Author);

        await _breaker.CloseAsync();

        await CallAsync(succeeds: true, times: 1);
        Assert.Equal((BreakerState.Closed, null), (_breaker.Status.State, _breaker.Status.Isolation));
    }

    [Fact]
    public async Task Operator_may_close_an_open_breaker_early()
    {
        await CallAsync(succeeds: false, times: 4);

        await _breaker.CloseAsync();

        await CallAsync(succeeds: true, times: 1);
        Assert.Equal(BreakerState.Closed, _breaker.Status.State);
    }

    private async Task CallAsync(bool succeeds, int times)
    {
        for (var call = 0; call < times; call++)
        {
            try
            {
                await _breaker.ExecuteAsync(
                    _ => succeeds ? ValueTask.FromResult(1) : throw new TimeoutException(),
                    TestContext.Current.CancellationToken);
            }
            catch (TimeoutException)
            {
                Assert.False(succeeds);
            }
        }
    }
}
