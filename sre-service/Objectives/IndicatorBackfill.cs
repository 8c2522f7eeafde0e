using Npgsql;
using Platform.Database;
using SreService.Counting;
using SreService.Leadership;
using SreService.Slices;

namespace SreService.Objectives;

/// <summary>
/// Stores which indicator revisions are in use, and backfills a new one from stored counts.
/// Only the leader writes; followers backfill in memory.
/// </summary>
internal sealed partial class IndicatorBackfill(
    IndicatorStore store, ObjectiveBoard board, LeadershipTracker leadership, RequiredSchema schema, TimeProvider clock,
    ILogger<IndicatorBackfill> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly Dictionary<string, (IndicatorRevision Revision, ObjectiveStatus Status)> _saved = [];
    private (long Term, bool Writes)? _part;
    private bool _unavailable;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.Ready.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RoundAsync(stoppingToken);
                _unavailable = false;
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException)
            {
                if (!_unavailable)
                {
                    LogUnavailable(error.Message);
                }

                _unavailable = true;
            }

            await Task.Delay(Pause, clock, stoppingToken);
        }
    }

    private async Task RoundAsync(CancellationToken cancellationToken)
    {
        var state = leadership.Current;
        if (state.Role is LeadershipRole.Undecided or LeadershipRole.Detached)
        {
            return;
        }

        if (_part != (state.Term, state.MayWrite))
        {
            await FollowAsync(cancellationToken);
            _part = (state.Term, state.MayWrite);
        }

        foreach (var revision in board.Revisions().Where(revision => !revision.IsBackfilled))
        {
            await BackfillAsync(revision, state.MayWrite, cancellationToken);
        }

        if (state.MayWrite)
        {
            await SaveAsync(cancellationToken);
        }
    }

    /// <summary>Continues from what another replica stored, which may have used other revisions.</summary>
    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        _saved.Clear();
        foreach (var revision in board.Revisions())
        {
            revision.IsBackfilled = false;
        }

        var stored = await store.InUseAsync(cancellationToken);
        foreach (var revision in stored)
        {
            board.Follow(revision);
        }

        // The board's own revisions have their histories in memory.
        var known = board.Revisions().ToDictionary(revision => revision.SliceKey);
        foreach (var revision in stored)
        {
            _saved[revision.SliceKey] = (known.GetValueOrDefault(revision.SliceKey, revision), revision.Status);
        }
    }

    private async Task BackfillAsync(IndicatorRevision revision, bool write, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().Floor(Day);
        var oldest = now - Window.Longest;
        var slices = await store.SlicesAsync(revision, oldest, cancellationToken);
        Fill(revision, slices);

        var counted = 0;
        for (var end = now + Day; end > oldest; end -= Day)
        {
            var day = await store.BackfillAsync(revision, end - Day, end, write, cancellationToken);
            Fill(revision, day);
            counted += day.Count;
        }

        revision.IsBackfilled = true;
        LogCounted(revision.SliceKey, slices.Count, counted);
    }

    private static void Fill(IndicatorRevision revision, IEnumerable<(DateTimeOffset Minute, Slice Slice)> slices)
    {
        foreach (var (minute, slice) in slices)
        {
            revision.History.Fill(minute, slice);
        }
    }

    private async Task SaveAsync(CancellationToken cancellationToken)
    {
        var inUse = board.Revisions().ToDictionary(revision => revision.SliceKey);
        IndicatorRevision[] changed = [.. inUse.Values.Where(revision =>
            !_saved.TryGetValue(revision.SliceKey, out var saved) || saved.Status != revision.Status)];
        IndicatorRevision[] ended = [.. _saved.Values.Select(saved => saved.Revision)
            .Where(revision => !inUse.ContainsKey(revision.SliceKey))];
        if (changed.Length > 0)
        {
            await store.SaveAsync(changed, cancellationToken);
        }

        if (ended.Length > 0)
        {
            await store.RetireAsync(ended, clock.GetUtcNow(), cancellationToken);
        }

        Array.ForEach(changed, revision => _saved[revision.SliceKey] = (revision, revision.Status));
        Array.ForEach(ended, revision => _saved.Remove(revision.SliceKey));
    }

    [LoggerMessage(LogLevel.Information, "Backfilled {Revision}: {Stored} stored slices, {Counted} more from counts")]
    private partial void LogCounted(string revision, int stored, int counted);

    [LoggerMessage(LogLevel.Warning, "Database unavailable; indicator revisions are not stored yet: {Reason}")]
    private partial void LogUnavailable(string reason);
}
