using Npgsql;
using Platform.Configuration;
using Platform.Database;
using SreService.Leadership;

namespace SreService.Rounds;

/// <summary>
/// Decides, once a second, whether this replica evaluates or follows. While the database is away nobody changes roles.
/// </summary>
internal sealed partial class LeaderElection(
    Migrations migrations, LeaderLock exclusive, TermStore rounds, RoundStore store, RoundWriter keeper,
    LeadershipTracker leadership, EvaluationRound observation, ServiceIdentity self, TimeProvider clock, ILogger<LeaderElection> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// When the database is back, the one that has counted in memory meanwhile comes first: it knows the minutes.
    /// </summary>
    private static readonly TimeSpan HeadStart = TimeSpan.FromSeconds(4);

    private DateTimeOffset _mayTakeOverAt = DateTimeOffset.MinValue;

    // The round that memory stands at; null when it must be read as a whole.
    private long? _seen;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await migrations.Done.WaitAsync(stoppingToken);
            while (true)
            {
                await TryAsync(stoppingToken);
                await Task.Delay(Pause, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The keeper has stopped before: its last batch is written.
            await ReleaseAsync();
        }
    }

    private async Task TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            await StepAsync(cancellationToken);
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            if (leadership.Current.MayWrite)
            {
                LogDetached(error.Message);
            }

            leadership.Detach();
            keeper.Away(error);
            _mayTakeOverAt = clock.GetUtcNow() + HeadStart;
        }
    }

    private async Task StepAsync(CancellationToken cancellationToken)
    {
        if (leadership.Current.Role == LeadershipRole.Follower && clock.GetUtcNow() < _mayTakeOverAt)
        {
            await FollowAsync(cancellationToken);
        }
        else if (!await exclusive.HoldAsync(cancellationToken))
        {
            await FollowAsync(cancellationToken);
        }
        else if (leadership.Current.Role != LeadershipRole.Leader)
        {
            await TakeOverAsync(cancellationToken);
        }
    }

    private async Task TakeOverAsync(CancellationToken cancellationToken)
    {
        var state = leadership.Current;
        if (state.Role == LeadershipRole.Detached && await rounds.TermAsync(cancellationToken) == state.Term)
        {
            observation.Resume(leadership.Resume);
            LogResumed(state.Term);
            return;
        }

        var now = clock.GetUtcNow();
        var term = await rounds.BeginTermAsync(self.InstanceId, now, cancellationToken);
        await CatchUpAsync(follow: false, cancellationToken);
        var readings = await store.ReadingsAsync(cancellationToken);
        observation.Begin(readings, () => leadership.Begin(term, self.InstanceId, now));
        _seen = null;
        keeper.Answered();
        LogEvaluating(term, readings.Count);
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var state = leadership.Current;
        if (state.Role == LeadershipRole.Detached && await rounds.TermAsync(cancellationToken) == state.Term)
        {
            // Our own session may still be there for the server, and hold the lock.
            return;
        }

        var round = await CatchUpAsync(follow: true, cancellationToken);
        keeper.Answered();
        if (state.Holder != round.Holder)
        {
            LogFollowing(round.Holder, round.Term);
        }
    }

    /// <summary>Brings memory to the last round that another replica wrote.</summary>
    private async Task<Round> CatchUpAsync(bool follow, CancellationToken cancellationToken)
    {
        Round round;
        var now = clock.GetUtcNow();
        var state = leadership.Current;
        if (state.Role == LeadershipRole.Follower && _seen is { } seen)
        {
            (round, var changes) = await store.ChangesAsync(seen, now, cancellationToken);
            observation.Follow(round, changes, () => leadership.Follow(round.Term, round.Holder, round.Since));
        }
        else
        {
            // What was counted before a role was decided is only added to; what another term took over is not ours.
            (round, var stored) = await store.LoadAsync(now, cancellationToken);
            var afresh = follow || state.Role != LeadershipRole.Undecided;
            observation.Restore(round, stored, afresh, () => leadership.Follow(round.Term, round.Holder, round.Since));
            LogLoaded(stored.Slices.Count, stored.Minutes.Count);
        }

        _seen = round.Number;
        return round;
    }

    private async Task ReleaseAsync()
    {
        try
        {
            await exclusive.ReleaseAsync();
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            // The session ends with the process.
            LogUnreleased(error.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "Read {slices} slices and the counts of {minutes} minutes")]
    private partial void LogLoaded(int slices, int minutes);

    [LoggerMessage(LogLevel.Information, "This replica evaluates, in term {term}, from the last readings of {processes} processes")]
    private partial void LogEvaluating(long term, int processes);

    [LoggerMessage(LogLevel.Information, "This replica follows {holder}, in term {term}")]
    private partial void LogFollowing(string holder, long term);

    [LoggerMessage(LogLevel.Warning, "The lock of the evaluator may be lost, nothing is written until it is here again: {reason}")]
    private partial void LogDetached(string reason);

    [LoggerMessage(LogLevel.Information, "The lock of the evaluator is here again, still in term {term}")]
    private partial void LogResumed(long term);

    [LoggerMessage(LogLevel.Debug, "The lock of the evaluator was not given back: {reason}")]
    private partial void LogUnreleased(string reason);
}
