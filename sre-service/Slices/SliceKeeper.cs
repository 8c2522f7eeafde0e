using System.Threading.Channels;
using Npgsql;
using Platform.Database;
using SreService.Scraping;

namespace SreService.Slices;

/// <summary>
/// Carries slices between memory and PostgreSQL: reads what is there once, then writes what changed after every round.
/// While the database is away everything stays in memory and is written when it is back.
/// </summary>
internal sealed partial class SliceKeeper(
    SliceStore store, Migrations migrations, TimeProvider clock, ILogger<SliceKeeper> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ForgettingPeriod = TimeSpan.FromHours(1);

    // Only the newest batch matters: each holds everything that is not written yet.
    private readonly Channel<Batch> _batches =
        Channel.CreateBounded<Batch>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    private volatile Stored? _loaded;
    private volatile StorageState _state = new(Available: false, "not reached yet", null, default, 0);
    private DateTimeOffset _forgotAt;

    public StorageState State => _state;

    /// <summary>What the database had, once: whoever takes it must add it to what it has.</summary>
    public Stored? TakeLoaded() => Interlocked.Exchange(ref _loaded, null);

    public void Offer(Batch batch) => _batches.Writer.TryWrite(batch);

    /// <summary>The scraper has stopped before: no more batches will come, and the last one is still written.</summary>
    public override Task StopAsync(CancellationToken cancellationToken)
    {
        _batches.Writer.TryComplete();
        return base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await migrations.Done.WaitAsync(stoppingToken);
            while (!await TryAsync(LoadAsync, stoppingToken))
            {
                await Task.Delay(Pause, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }

        // Not stopped by the token: what the last round counted is still to be written.
        await foreach (var batch in _batches.Reader.ReadAllAsync(CancellationToken.None))
        {
            await TryAsync(cancellationToken => SaveAsync(batch, cancellationToken), CancellationToken.None);
        }
    }

    private async Task LoadAsync(CancellationToken cancellationToken)
    {
        var stored = await store.LoadAsync(clock.GetUtcNow(), cancellationToken);
        _state = new StorageState(Available: true, null, null, default, 0);
        _loaded = stored;
        LogLoaded(stored.Slices.Count, stored.Readings.Count);
    }

    private async Task SaveAsync(Batch batch, CancellationToken cancellationToken)
    {
        await store.SaveAsync(batch.Changes, cancellationToken);
        if (!_state.Available)
        {
            LogBack(batch.Changes.Minutes.Count);
        }

        _state = new StorageState(Available: true, null, batch.Tick, batch.Tick, batch.Sequence);
        if (batch.Tick - _forgotAt > ForgettingPeriod)
        {
            await store.ForgetAsync(batch.Tick, cancellationToken);
            _forgotAt = batch.Tick;
        }
    }

    private async Task<bool> TryAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(cancellationToken);
            return true;
        }
        catch (Exception error) when (error is NpgsqlException or TimeoutException)
        {
            if (_state.Available)
            {
                LogAway(error.Message);
            }

            _state = _state with { Available = false, Reason = "the database of sre-service does not answer" };
            return false;
        }
    }

    [LoggerMessage(LogLevel.Information, "Read {slices} slices and the last readings of {processes} processes")]
    private partial void LogLoaded(int slices, int processes);

    [LoggerMessage(LogLevel.Warning, "Slices wait in memory, the database is away: {reason}")]
    private partial void LogAway(string reason);

    [LoggerMessage(LogLevel.Information, "The database is back, {minutes} minutes written")]
    private partial void LogBack(int minutes);
}

/// <summary>Everything that was not written when a round ended.</summary>
/// <param name="Tick">The round.</param>
/// <param name="Sequence">The place in the book's sequence of changes up to which it reaches.</param>
/// <param name="Changes">Minutes, slices and readings.</param>
internal sealed record Batch(DateTimeOffset Tick, long Sequence, Stored Changes);

/// <summary>How the database of the slices is.</summary>
/// <param name="Available">Whether the last attempt succeeded.</param>
/// <param name="Reason">Why not.</param>
/// <param name="WrittenAt">The last round that was written; null when none was since the start.</param>
/// <param name="ReadingsWrittenAt">Readings up to this moment are written.</param>
/// <param name="Sequence">Changes up to this place in the book's sequence are written.</param>
internal sealed record StorageState(
    bool Available, string? Reason, DateTimeOffset? WrittenAt, DateTimeOffset ReadingsWrittenAt, long Sequence);
