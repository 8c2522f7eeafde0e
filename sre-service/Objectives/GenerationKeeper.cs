using Npgsql;
using Platform.Database;
using SreService.Counting;
using SreService.Leadership;
using SreService.Slices;

namespace SreService.Objectives;

/// <summary>
/// Remembers which definitions are in use, and fills in for a new one what the database still knows of the time before.
/// Only the replica that evaluates writes: the others fill in for themselves.
/// </summary>
internal sealed partial class GenerationKeeper(
    GenerationStore store, ObjectiveBoard board, LeadershipTracker leadership, Migrations migrations, TimeProvider clock,
    ILogger<GenerationKeeper> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    private readonly Dictionary<string, (Generation Generation, ObjectiveStatus Status)> _saved = [];
    private (long Term, bool Writes)? _part;
    private bool _away;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migrations.Done.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RoundAsync(stoppingToken);
                _away = false;
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException)
            {
                if (!_away)
                {
                    LogAway(error.Message);
                }

                _away = true;
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

        foreach (var generation in board.Generations().Where(generation => !generation.IsCountedBack))
        {
            await CountBackAsync(generation, state.MayWrite, cancellationToken);
        }

        if (state.MayWrite)
        {
            await SaveAsync(cancellationToken);
        }
    }

    /// <summary>Goes on from what another one wrote: it may have had other definitions in use.</summary>
    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        _saved.Clear();
        foreach (var generation in board.Generations())
        {
            generation.IsCountedBack = false;
        }

        var stored = await store.InUseAsync(cancellationToken);
        foreach (var generation in stored)
        {
            board.Follow(generation);
        }

        // Those of the board, whose histories are in memory anyway.
        var known = board.Generations().ToDictionary(generation => generation.SliceKey);
        foreach (var generation in stored)
        {
            _saved[generation.SliceKey] = (known.GetValueOrDefault(generation.SliceKey, generation), generation.Status);
        }
    }

    private async Task CountBackAsync(Generation generation, bool write, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow().Floor(Day);
        var oldest = now - Window.Longest;
        var slices = await store.SlicesAsync(generation, oldest, cancellationToken);
        Fill(generation, slices);

        var counted = 0;
        for (var end = now + Day; end > oldest; end -= Day)
        {
            var day = await store.CountBackAsync(generation, end - Day, end, write, cancellationToken);
            Fill(generation, day);
            counted += day.Count;
        }

        generation.IsCountedBack = true;
        LogCounted(generation.SliceKey, slices.Count, counted);
    }

    private static void Fill(Generation generation, IEnumerable<(DateTimeOffset Minute, Slice Slice)> slices)
    {
        foreach (var (minute, slice) in slices)
        {
            generation.History.Fill(minute, slice);
        }
    }

    private async Task SaveAsync(CancellationToken cancellationToken)
    {
        var inUse = board.Generations().ToDictionary(generation => generation.SliceKey);
        Generation[] changed = [.. inUse.Values.Where(generation =>
            !_saved.TryGetValue(generation.SliceKey, out var saved) || saved.Status != generation.Status)];
        Generation[] ended = [.. _saved.Values.Select(saved => saved.Generation)
            .Where(generation => !inUse.ContainsKey(generation.SliceKey))];
        if (changed.Length > 0)
        {
            await store.SaveAsync(changed, cancellationToken);
        }

        if (ended.Length > 0)
        {
            await store.RetireAsync(ended, clock.GetUtcNow(), cancellationToken);
        }

        Array.ForEach(changed, generation => _saved[generation.SliceKey] = (generation, generation.Status));
        Array.ForEach(ended, generation => _saved.Remove(generation.SliceKey));
    }

    [LoggerMessage(LogLevel.Information, "{generation} has {stored} slices, {counted} more were counted back")]
    private partial void LogCounted(string generation, int stored, int counted);

    [LoggerMessage(LogLevel.Warning, "Definitions of objectives wait to be written, the database is away: {reason}")]
    private partial void LogAway(string reason);
}
