using System.Collections.Concurrent;
using SreService.Objectives;

namespace SreService.Alerting.Replay;

/// <summary>
/// Runs one replay at a time, so that evaluation rounds keep their share of the processor, and keeps those of the
/// current round.
/// </summary>
internal sealed class Replays : IDisposable
{
    /// <summary>Replays that are kept; further ones are computed each time.</summary>
    public const int Capacity = 32;

    private readonly SemaphoreSlim _turn = new(1);
    private volatile Round _round = new(SloList.None);

    /// <returns>The report, and whether it was computed before.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled before or during the replay.</exception>
    public async Task<(ReplayReport Report, bool IsFromCache)> ReportAsync(
        SloList slos, SloStatus slo, ReplayQuery query, CancellationToken cancellationToken)
    {
        var key = Invariant($"{slo.Objective.Id}: {query.Target}, {query.Range}, {string.Join(", ", query.Pairs)}");
        if (Of(slos).Reports.TryGetValue(key, out var known))
        {
            return (known, true);
        }

        await _turn.WaitAsync(cancellationToken);
        try
        {
            var reports = Of(slos).Reports;
            if (reports.TryGetValue(key, out known))
            {
                return (known, true);
            }

            var report = Replayer.Report(slo, query, cancellationToken);
            if (reports.Count < Capacity)
            {
                reports[key] = report;
            }

            return (report, false);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    private Round Of(SloList slos)
    {
        var round = _round;
        return ReferenceEquals(round.Slos, slos) ? round : _round = new(slos);
    }

    private sealed record Round(SloList Slos)
    {
        public ConcurrentDictionary<string, ReplayReport> Reports { get; } = new();
    }
}
