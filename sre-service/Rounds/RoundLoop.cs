using System.Collections.Immutable;
using SreService.Leadership;
using SreService.Scraping;

namespace SreService.Rounds;

/// <summary>
/// Reads all replicas at every multiple of the interval, so that one reading falls on each full minute. An answer
/// arrives a few milliseconds after the moment it is counted for.
/// </summary>
internal sealed partial class RoundLoop(
    ScrapingSettings settings, IReplicaSource source, LastReadings lastReadings, Replicas replicas,
    EvaluationRound observation, LeadershipTracker leadership, TimeProvider clock, ILogger<RoundLoop> logger)
    : BackgroundService
{
    private readonly HashSet<string> _configured =
        [.. settings.Targets.Select(target => Target.From(target).Place)];

    private ImmutableArray<Replica> _asked = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await RoundAsync(await Ticks.NextAsync(clock, settings.Interval, stoppingToken), stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            observation.End();
        }
    }

    /// <summary>Reads every replica once, unless another replica of this service does.</summary>
    /// <param name="tick">The moment that the readings count for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal async Task RoundAsync(DateTimeOffset tick, CancellationToken cancellationToken)
    {
        if (!leadership.Current.Reads)
        {
            return;
        }

        var before = Known();
        var asked = await source.ReadAsync(before, tick, cancellationToken);
        _asked = [.. asked.Select(WithEnd)];

        observation.Take(tick, Attendance.Of(_asked, _configured));

        foreach (var replica in _asked)
        {
            LogChange(before.GetValueOrDefault(replica.Target.Place), replica);
        }
    }

    /// <summary>By place: what was shown last, by another replica of this service perhaps, and whom only this one asked.</summary>
    private Dictionary<string, Replica> Known()
    {
        var known = _asked.ToDictionary(replica => replica.Target.Place);
        foreach (var shown in replicas.All)
        {
            known[shown.Target.Place] = shown;
        }

        return known;
    }

    private Replica WithEnd(Replica replica) =>
        replica.Reading is { } reading && lastReadings.IsLastOf(reading.Process)
            ? replica with { HasEnded = true }
            : replica;

    private void LogChange(Replica? earlier, Replica later)
    {
        if (earlier?.Failure is null && later.Failure is { } failure && !later.HasEnded)
        {
            LogLost(later.Target.Service, later.Target.Place, failure.Reason);
        }
        else if (later.Reading is { } reading && reading.Process != earlier?.Reading?.Process)
        {
            LogFound(reading.Process.Service, later.Target.Place, reading.Process.Instance);
        }
    }

    [LoggerMessage(LogLevel.Warning, "{observed} at {place} cannot be read: {reason}")]
    private partial void LogLost(string observed, string place, string reason);

    [LoggerMessage(LogLevel.Information, "{observed} at {place} is {replica}")]
    private partial void LogFound(string observed, string place, string replica);
}
