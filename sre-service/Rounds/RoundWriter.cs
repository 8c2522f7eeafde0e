using System.Threading.Channels;
using Npgsql;
using SreService.Database;
using SreService.Leadership;
using SreService.Slices;

namespace SreService.Rounds;

/// <summary>
/// Writes to PostgreSQL what changed after every round. While the database is away everything stays in memory, for an
/// hour, and is written when it is back.
/// </summary>
internal sealed partial class RoundWriter(
    RoundStore store, LeadershipTracker leadership, Storage storage, ILogger<RoundWriter> logger)
    : BackgroundService
{
    private static readonly TimeSpan ForgettingPeriod = TimeSpan.FromHours(1);

    // Only the newest batch matters: each holds everything that is not written yet.
    private readonly Channel<Batch> _batches =
        Channel.CreateBounded<Batch>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    private DateTimeOffset _forgotAt;

    public void Offer(Batch batch)
    {
        storage.Change(state => state with { WaitingMinutes = state.Available ? 0 : batch.Changes.Minutes.Count });
        if (leadership.Current.MayWrite)
        {
            _batches.Writer.TryWrite(batch);
        }
    }

    /// <summary>The database answered.</summary>
    public void Answered() => storage.Change(state => state with { Available = true, Reason = null, WaitingMinutes = 0 });

    /// <summary>The database did not answer.</summary>
    public void Away(Exception error)
    {
        if (storage.State.Available)
        {
            LogAway(error.Message);
        }

        storage.Change(state => state with
        {
            Available = false,
            Reason = error is PostgresException refusal
                ? $"the database of sre-service answers with an error ({refusal.SqlState})"
                : StoredAnswers.Away,
        });
    }

    /// <summary>Minutes waited too long, and will not be written.</summary>
    public void Dropped(IReadOnlyList<DateTimeOffset> minutes)
    {
        if (minutes.Count > 0)
        {
            LogDropped(minutes.Count, minutes[0], minutes[^1]);
            storage.Change(state => state with { Dropped = DroppedMinutes.Sum(state.Dropped, minutes) });
        }
    }

    /// <summary>The scraper has stopped before: no more batches will come, and the last one is still written.</summary>
    public override Task StopAsync(CancellationToken cancellationToken)
    {
        _batches.Writer.TryComplete();
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not stopped by the token: what the last round counted is still to be written.
        await foreach (var batch in _batches.Reader.ReadAllAsync(CancellationToken.None))
        {
            await TryAsync(batch);
        }
    }

    private async Task TryAsync(Batch batch)
    {
        try
        {
            await SaveAsync(batch, CancellationToken.None);
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            store.Distrust();
            Away(error);
            return;
        }

        if (batch.Tick - _forgotAt > ForgettingPeriod)
        {
            _forgotAt = batch.Tick;
            await ForgetAsync(batch.Tick);
        }
    }

    private async Task ForgetAsync(DateTimeOffset now)
    {
        try
        {
            await store.ForgetAsync(now, CancellationToken.None);
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            LogNotForgotten(error.Message);
        }
    }

    private async Task SaveAsync(Batch batch, CancellationToken cancellationToken)
    {
        if (leadership.Current is not { MayWrite: true } state || state.Term != batch.Term)
        {
            return;
        }

        if (!await store.SaveAsync(batch, cancellationToken))
        {
            LogLost(batch.Term);
            leadership.Lose(batch.Term);
            return;
        }

        if (!storage.State.Available)
        {
            LogBack(batch.Changes.Minutes.Count);
        }

        storage.Change(state => new StorageState(Available: true, null, batch.Tick, batch.ReadingSequence, batch.Sequence)
        {
            LogSequence = batch.Log.Sequence,
            Dropped = state.Dropped,
        });
    }

    [LoggerMessage(LogLevel.Warning, "The database is away, what is counted waits in memory: {reason}")]
    private partial void LogAway(string reason);

    [LoggerMessage(LogLevel.Information, "The database is back, {minutes} minutes written")]
    private partial void LogBack(int minutes);

    [LoggerMessage(LogLevel.Warning, "{minutes} minutes from {first} to {last} waited too long for the database and are lost")]
    private partial void LogDropped(int minutes, DateTimeOffset first, DateTimeOffset last);

    [LoggerMessage(LogLevel.Warning, "What is too old could not be removed, an hour later it is tried again: {reason}")]
    private partial void LogNotForgotten(string reason);

    [LoggerMessage(LogLevel.Warning, "Term {term} is over: another replica evaluates, and counts what was not written")]
    private partial void LogLost(long term);
}

/// <summary>Everything that was not written when a round ended.</summary>
/// <param name="Term">The term that it was counted in.</param>
/// <param name="Tick">The round.</param>
/// <param name="Sequence">The place in the book's sequence of changes up to which it reaches.</param>
/// <param name="ReadingSequence">The place in the sequence of readings up to which it reaches.</param>
/// <param name="Changes">Minutes, slices and readings.</param>
/// <param name="State">What else the round found.</param>
internal sealed record Batch(
    long Term, DateTimeOffset Tick, long Sequence, long ReadingSequence, Stored Changes, RoundState State)
{
    /// <summary>What changed for good.</summary>
    public required LogEntries Log { get; init; }
}
