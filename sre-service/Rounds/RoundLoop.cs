using System.Collections.Immutable;
using SreService.Leadership;
using SreService.Objectives;
using SreService.Scraping;

namespace SreService.Rounds;

/// <summary>
/// Scrapes all replicas at every multiple of the interval, so that one scrape falls on each full minute. A
/// response arrives a few milliseconds after the time that it counts for.
/// </summary>
internal sealed partial class RoundLoop(
    ScrapingSettings settings, IReplicaSource source, QueryCounts queries, FinalScrapes finalScrapes,
    CurrentRound current, EvaluationRound evaluation, LeadershipTracker leadership, TimeProvider clock,
    ILogger<RoundLoop> logger)
    : BackgroundService
{
    private readonly HashSet<string> _configured =
        [.. settings.Targets.Select(target => Target.From(target).Address)];

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
            evaluation.End();
        }
    }

    /// <summary>Scrapes every replica once, unless this replica is a follower.</summary>
    /// <param name="tick">The moment that the scrapes count for.</param>
    internal async Task RoundAsync(DateTimeOffset tick, CancellationToken cancellationToken)
    {
        if (!leadership.Current.Scrapes)
        {
            queries.Pause();
            return;
        }

        var before = Known();
        var queried = queries.ReadAsync(tick, cancellationToken);
        var asked = await source.ReadAsync(before, tick, cancellationToken);
        _asked = [.. asked.Select(WithEnd)];

        evaluation.Evaluate(tick, Deduplication.Of(_asked, _configured), await queried);

        foreach (var replica in _asked)
        {
            LogChange(before.GetValueOrDefault(replica.Target.Address), replica);
        }
    }

    /// <summary>
    /// By address: the replicas of the last round, perhaps of another leader, and those of the last scrapes here.
    /// </summary>
    private Dictionary<string, Replica> Known()
    {
        var known = _asked.ToDictionary(replica => replica.Target.Address);
        foreach (var shown in current.State.Replicas.All)
        {
            known[shown.Target.Address] = shown;
        }

        return known;
    }

    private Replica WithEnd(Replica replica) =>
        replica.Scrape is { } scrape && finalScrapes.IsLastOf(scrape.Process)
            ? replica with { HasEnded = true }
            : replica;

    private void LogChange(Replica? earlier, Replica later)
    {
        if (earlier?.Failure is null && later.Failure is { } failure && !later.HasEnded)
        {
            LogScrapeFailed(later.Target.Service, later.Target.Address, failure.Reason);
        }
        else if (later.Scrape is { } scrape && scrape.Process != earlier?.Scrape?.Process)
        {
            LogReplicaFound(scrape.Process.Service, later.Target.Address, scrape.Process.Instance);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Cannot scrape {Target} at {Address}: {Reason}")]
    private partial void LogScrapeFailed(string target, string address, string reason);

    [LoggerMessage(LogLevel.Information, "Scraping {Target} at {Address}: {Replica}")]
    private partial void LogReplicaFound(string target, string address, string replica);
}
