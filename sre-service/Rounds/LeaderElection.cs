using Npgsql;
using Platform.Configuration;
using Platform.Database;
using SreService.Leadership;

namespace SreService.Rounds;

/// <summary>
/// Decides once a second whether this replica leads or follows. While the database is unavailable no role changes.
/// </summary>
internal sealed partial class LeaderElection(
    RequiredSchema schema, LeaderLock leaderLock, TermStore terms, RoundStore store, RoundWriter writer,
    LeadershipTracker leadership, EvaluationRound evaluation, ServiceIdentity self, TimeProvider clock,
    ILogger<LeaderElection> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// When the database is back, the replica that counted in memory meanwhile leads first: it has the minutes.
    /// </summary>
    private static readonly TimeSpan HeadStart = TimeSpan.FromSeconds(4);

    private DateTimeOffset _mayTakeOverAt = DateTimeOffset.MinValue;

    // The round in memory; null if everything must be loaded.
    private long? _seen;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await schema.Ready.WaitAsync(stoppingToken);
            while (true)
            {
                await TryAsync(stoppingToken);
                await Task.Delay(Pause, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The writer has stopped before: its last batch is written.
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
            writer.Unavailable(error);
            _mayTakeOverAt = clock.GetUtcNow() + HeadStart;
        }
    }

    private async Task StepAsync(CancellationToken cancellationToken)
    {
        if (leadership.Current.Role == LeadershipRole.Follower && clock.GetUtcNow() < _mayTakeOverAt)
        {
            await FollowAsync(cancellationToken);
        }
        else if (!await leaderLock.HoldAsync(cancellationToken))
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
        if (state.Role == LeadershipRole.Detached && await terms.TermAsync(cancellationToken) == state.Term)
        {
            evaluation.Resume(leadership.Resume);
            LogResumed(state.Term);
            return;
        }

        var now = clock.GetUtcNow();
        var term = await terms.BeginTermAsync(self.InstanceId, now, cancellationToken);
        await CatchUpAsync(follow: false, cancellationToken);
        var scrapes = await store.ScrapesAsync(cancellationToken);
        evaluation.Begin(scrapes, () => leadership.Begin(term, self.InstanceId, now));
        _seen = null;
        writer.Available();
        LogLeading(term, scrapes.Count);
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        var state = leadership.Current;
        if (state.Role == LeadershipRole.Detached && await terms.TermAsync(cancellationToken) == state.Term)
        {
            // The server may still have our own session, with the lock.
            return;
        }

        var round = await CatchUpAsync(follow: true, cancellationToken);
        writer.Available();
        if (state.Term != round.Term)
        {
            // The leader that counted through the outage is no longer the leader.
            _mayTakeOverAt = DateTimeOffset.MinValue;
        }

        if (state.Holder != round.Holder)
        {
            LogFollowing(round.Holder, round.Term);
        }
    }

    /// <summary>Loads the last round that another replica wrote.</summary>
    private async Task<Round> CatchUpAsync(bool follow, CancellationToken cancellationToken)
    {
        Round round;
        var now = clock.GetUtcNow();
        var state = leadership.Current;
        if (state.Role == LeadershipRole.Follower && _seen is { } seen)
        {
            (round, var changes) = await store.ChangesAsync(seen, now, cancellationToken);
            evaluation.Follow(round, changes, () => leadership.Follow(round.Term, round.Holder, round.Since));
        }
        else
        {
            // What was counted while undecided is kept and added to; what was counted in another term is replaced.
            (round, var data) = await store.LoadAsync(now, cancellationToken);
            var replace = follow || state.Role != LeadershipRole.Undecided;
            evaluation.Load(round, data, replace, () => leadership.Follow(round.Term, round.Holder, round.Since));
            LogLoaded(data.Slices.Count, data.Minutes.Count);
        }

        _seen = round.Number;
        return round;
    }

    private async Task ReleaseAsync()
    {
        try
        {
            await leaderLock.ReleaseAsync();
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            // The session ends with the process.
            LogUnreleased(error.Message);
        }
    }

    [LoggerMessage(LogLevel.Information, "Loaded {Slices} slices and the counts of {Minutes} minutes")]
    private partial void LogLoaded(int slices, int minutes);

    [LoggerMessage(
        LogLevel.Information,
        "Became leader in term {Term}, continuing from the last scrapes of {Processes} processes")]
    private partial void LogLeading(long term, int processes);

    [LoggerMessage(LogLevel.Information, "Following {Leader} in term {Term}")]
    private partial void LogFollowing(string leader, long term);

    [LoggerMessage(LogLevel.Warning, "Leader lock may be lost; writing stops until it is confirmed: {Reason}")]
    private partial void LogDetached(string reason);

    [LoggerMessage(LogLevel.Information, "Leader lock confirmed, still in term {Term}")]
    private partial void LogResumed(long term);

    [LoggerMessage(LogLevel.Debug, "Leader lock not released: {Reason}")]
    private partial void LogUnreleased(string reason);
}
