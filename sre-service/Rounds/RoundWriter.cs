using System.Threading.Channels;
using Npgsql;
using SreService.Database;
using SreService.Leadership;
using SreService.Slices;

namespace SreService.Rounds;

/// <summary>
/// Writes the changes of every round to PostgreSQL. While the database is unavailable they wait in memory, for up to an
/// hour.
/// </summary>
internal sealed partial class RoundWriter(
    RoundStore store, LeadershipTracker leadership, Storage storage, ILogger<RoundWriter> logger)
    : BackgroundService
{
    private static readonly TimeSpan CleanupPeriod = TimeSpan.FromHours(1);

    // The newest batch holds everything that is not written yet.
    private readonly Channel<Batch> _batches =
        Channel.CreateBounded<Batch>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    private DateTimeOffset _cleanedUpAt;

    public void Offer(Batch batch)
    {
        storage.Change(state => state with { WaitingMinutes = state.Available ? 0 : batch.Data.Minutes.Count });
        if (leadership.Current.MayWrite)
        {
            _batches.Writer.TryWrite(batch);
        }
    }

    public void Available() =>
        storage.Change(state => state with { Available = true, Reason = null, WaitingMinutes = 0 });

    public void Unavailable(Exception error)
    {
        if (storage.State.Available)
        {
            LogUnavailable(error.Message);
        }

        storage.Change(state => state with
        {
            Available = false,
            Reason = error is PostgresException refusal
                ? $"the database of sre-service answers with an error ({refusal.SqlState})"
                : DatabaseQuery.Unavailable,
        });
    }

    /// <summary>Reports minutes that waited too long and are lost.</summary>
    public void Dropped(IReadOnlyList<DateTimeOffset> minutes)
    {
        if (minutes.Count > 0)
        {
            LogDropped(minutes.Count, minutes[0], minutes[^1]);
            storage.Change(state => state with { Dropped = DroppedMinutes.Sum(state.Dropped, minutes) });
        }
    }

    /// <summary>The round loop has already stopped: no more batches come, and the last one is still written.</summary>
    public override Task StopAsync(CancellationToken cancellationToken)
    {
        _batches.Writer.TryComplete();
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not stopped by the token: the last round is still to be written.
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
            store.ForgetPartitions();
            Unavailable(error);
            return;
        }

        if (batch.Tick - _cleanedUpAt > CleanupPeriod)
        {
            _cleanedUpAt = batch.Tick;
            await CleanUpAsync(batch.Tick);
        }
    }

    private async Task CleanUpAsync(DateTimeOffset now)
    {
        try
        {
            await store.DeleteOldAsync(now, CancellationToken.None);
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            LogCleanupFailed(error.Message);
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
            LogAvailable(batch.Data.Minutes.Count);
        }

        storage.Change(
            state => new StorageState(Available: true, null, batch.Tick, batch.ScrapeSequence, batch.Sequence)
            {
                ChangeSequence = batch.ChangeSequence,
                Dropped = state.Dropped,
            });
    }

    [LoggerMessage(LogLevel.Warning, "Database is unavailable; counts wait in memory: {Reason}")]
    private partial void LogUnavailable(string reason);

    [LoggerMessage(LogLevel.Information, "Database is available again; wrote {Minutes} minutes")]
    private partial void LogAvailable(int minutes);

    [LoggerMessage(
        LogLevel.Warning, "Lost {Minutes} minutes from {First} to {Last}: they waited too long for the database")]
    private partial void LogDropped(int minutes, DateTimeOffset first, DateTimeOffset last);

    [LoggerMessage(LogLevel.Warning, "Retention cleanup failed; retrying in 1 h: {Reason}")]
    private partial void LogCleanupFailed(string reason);

    [LoggerMessage(LogLevel.Warning, "Lost leadership in term {Term}: the new leader counts what was not written")]
    private partial void LogLost(long term);
}

/// <summary>Everything to write when a round ends.</summary>
/// <param name="Term">The term that it was counted in.</param>
/// <param name="Sequence">Counts up to this position in their sequence are in the batch.</param>
/// <param name="ScrapeSequence">Scrapes up to this position in their sequence are in the batch.</param>
/// <param name="Document">The round state.</param>
internal sealed record Batch(
    long Term, DateTimeOffset Tick, long Sequence, long ScrapeSequence, RoundData Data, RoundDocument Document)
{
    /// <summary>Changes of this and of earlier rounds that are not written yet.</summary>
    public required RoundChanges Changes { get; init; }

    /// <summary>Changes up to this position in their sequence are in the batch.</summary>
    public required long ChangeSequence { get; init; }
}
