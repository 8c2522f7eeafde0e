using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;

namespace Platform.Resilience;

/// <summary>
/// A circuit breaker that reports its status. Polly keeps the state; this adds when the state last changed, calls by
/// result, and why the last call failed.
/// </summary>
public sealed partial class Breaker : IBreaker
{
    private readonly CircuitBreakerStateProvider _state = new();
    private readonly CircuitBreakerManualControl _control = new();
    private readonly IsolationTimer _isolation;
    private readonly ResiliencePipeline _pipeline;
    private readonly BreakerSettings _settings;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Func<Exception, string?> _failureReason;
    private long _successes;
    private long _failures;
    private long _rejected;
    private Failure? _lastFailure;
    private DateTimeOffset _changedAt;

    /// <param name="failureReason">
    /// One of a few fixed words when the exception counts as a failure of the dependency; null when it does not.
    /// </param>
    public Breaker(
        string name, BreakerSettings settings, Func<Exception, string?> failureReason, TimeProvider clock,
        ILogger<Breaker> logger)
    {
        Name = name;
        _settings = settings;
        _failureReason = failureReason;
        _clock = clock;
        _logger = logger;
        _changedAt = clock.GetUtcNow();
        _isolation = new(clock, () => _ = _control.CloseAsync(CancellationToken.None));
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                Name = name,
                FailureRatio = settings.FailureRatio,
                MinimumThroughput = settings.MinimumThroughput,
                SamplingDuration = settings.SamplingDuration,
                BreakDuration = settings.BreakDuration,
                ShouldHandle = arguments => ValueTask.FromResult(
                    arguments.Outcome.Exception is { } error && failureReason(error) is not null),
                StateProvider = _state,
                ManualControl = _control,
                OnOpened = opened => Changed(
                    LogLevel.Warning, opened.IsManual ? "isolated" : "open", opened.Outcome.Exception),
                OnHalfOpened = _ => Changed(LogLevel.Information, "half-open"),
                OnClosed = _ => Changed(LogLevel.Information, "closed"),
            })
            .Build();
    }

    public string Name { get; }

    public BreakerStatus Status => new(
        Name, State, _changedAt, Interlocked.Read(ref _successes), Interlocked.Read(ref _failures),
        Interlocked.Read(ref _rejected), _lastFailure?.Reason, _lastFailure?.At, _settings.FailureRatio,
        _settings.BreakDuration)
    {
        Isolation = _isolation.Current,
    };

    private BreakerState State => _state.CircuitState switch
    {
        CircuitState.Closed => BreakerState.Closed,
        CircuitState.Isolated => BreakerState.Isolated,
        CircuitState.HalfOpen => BreakerState.HalfOpen,
        _ => BreakerState.Open,
    };

    /// <exception cref="BrokenCircuitException">The breaker is open or isolated; nothing was called.</exception>
    public async ValueTask<T> ExecuteAsync<T>(
        Func<CancellationToken, ValueTask<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            var result = await _pipeline.ExecuteAsync(call, cancellationToken);
            Interlocked.Increment(ref _successes);
            return result;
        }
        catch (BrokenCircuitException)
        {
            Interlocked.Increment(ref _rejected);
            throw;
        }
        catch (Exception error) when (_failureReason(error) is { } reason)
        {
            Interlocked.Increment(ref _failures);
            _lastFailure = new Failure(reason, _clock.GetUtcNow());
            throw;
        }
    }

    public Task IsolateAsync(Isolation isolation)
    {
        _isolation.Begin(isolation);
        return _control.IsolateAsync(CancellationToken.None);
    }

    public Task CloseAsync()
    {
        _isolation.End();
        return _control.CloseAsync(CancellationToken.None);
    }

    private ValueTask Changed(LogLevel level, string state, Exception? error = null)
    {
        _changedAt = _clock.GetUtcNow();
        LogChanged(_logger, level, Name, state, error is null ? null : _failureReason(error));
        return ValueTask.CompletedTask;
    }

    [LoggerMessage("Breaker {breaker} is now {state}")]
    private static partial void LogChanged(
        ILogger logger, LogLevel level, string breaker, string state, string? failure);

    private sealed record Failure(string Reason, DateTimeOffset At);
}
