using System.Diagnostics;
using Npgsql;

namespace UsersService.Database;

/// <summary>
/// Executes calls of one kind in groups, like PostgreSQL's group commit. Two statements run at once: a call that finds
/// less than that starts one immediately; calls that arrive meanwhile are executed together by the next one. So a busy
/// service makes few round trips and few commits, and a quiet one does not wait.
/// </summary>
/// <param name="execute">Executes a group; returns one result for each call, in their order.</param>
/// <param name="limit">Of one call, from its arrival to its result.</param>
/// <param name="fit">Whether two calls can be executed together; null when all can.</param>
internal sealed class GroupedCalls<TCall, TResult>(
    Func<IReadOnlyList<TCall>, Task<IReadOnlyList<TResult>>> execute, TimeSpan limit, TimeProvider clock,
    Func<TCall, TCall, bool>? fit = null)
{
    private const int MaxRunning = 2;
    private const int MaxSize = 100;

    private readonly Lock _lock = new();
    private readonly Queue<Call> _waiting = new();
    private int _running;

    /// <exception cref="TimeoutException">The limit is over; a call that had not started will not.</exception>
    public async Task<TResult> ExecuteAsync(TCall value, CancellationToken cancellationToken)
    {
        var call = new Call(value);
        if (StartsWith(call))
        {
            _ = RunAsync();
        }

        try
        {
            return await call.Task.WaitAsync(limit, clock, cancellationToken);
        }
        finally
        {
            call.TrySetCanceled(CancellationToken.None);
        }
    }

    private bool StartsWith(Call call)
    {
        lock (_lock)
        {
            _waiting.Enqueue(call);
            if (_running == MaxRunning)
            {
                return false;
            }

            _running++;
            return true;
        }
    }

    private async Task RunAsync()
    {
        while (Next() is { Count: > 0 } group)
        {
            Activity.Current = group[0].Activity;
            await ExecuteAsync(group, isRepeated: false);
        }
    }

    private List<Call> Next()
    {
        var group = new List<Call>();
        lock (_lock)
        {
            while (group.Count < MaxSize && _waiting.TryPeek(out var call) && Fits(call, group))
            {
                _waiting.Dequeue();
                if (!call.Task.IsCompleted)
                {
                    group.Add(call);
                }
            }

            _running -= group.Count == 0 ? 1 : 0;
        }

        return group;
    }

    private bool Fits(Call call, List<Call> group) =>
        fit is null || group.TrueForAll(other => fit(other.Value, call.Value));

    private async Task ExecuteAsync(IReadOnlyList<Call> group, bool isRepeated)
    {
        try
        {
            var results = await execute([.. group.Select(call => call.Value)]);
            foreach (var (call, result) in group.Zip(results))
            {
                call.TrySetResult(result);
            }
        }
        catch (PostgresException refused) when (!isRepeated && !DatabaseFailure.MeansUnavailable(refused))
        {
            // Nothing of the group was done, perhaps because of a single call.
            foreach (var call in group)
            {
                await ExecuteAsync([call], isRepeated: true);
            }
        }
        catch (Exception error)
        {
            foreach (var call in group)
            {
                call.TrySetException(error);
            }
        }
    }

    private sealed class Call(TCall value)
        : TaskCompletionSource<TResult>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public TCall Value => value;

        /// <summary>A group's statement belongs to the trace of its first call.</summary>
        public Activity? Activity { get; } = Activity.Current;
    }
}
