using SreService.Alerting.Rules;
using SreService.Counting;
using SreService.Objectives;
using SreService.Slices;

namespace SreService.Alerting.Replay;

/// <summary>Evaluates burn-rate rules over past slices, minute by minute, exactly as a live round does.</summary>
internal sealed class Replayer
{
    private readonly bool _countsMinutes;
    private readonly Totals[] _totals;
    private readonly DateTimeOffset _start;
    private readonly DateTimeOffset _from;
    private readonly DateTimeOffset _until;
    private readonly CancellationToken _cancellationToken;

    /// <param name="slo">Counted up to its last closed minute.</param>
    private Replayer(SloStatus slo, TimeSpan range, CancellationToken cancellationToken)
    {
        _cancellationToken = cancellationToken;
        (_until, _from) = (slo.ClosedUntil, slo.ClosedUntil - range);
        _start = _until - Window.Longest;
        _countsMinutes = slo.Objective.CountsMinutes;
        _totals = new Totals[(int)(Window.Longest / Minutes.One) + 1];
        var slices = slo.Revision.History.Between(_start, _until)
            .ToDictionary(entry => entry.Minute, entry => entry.Slice);
        for (var index = 1; index < _totals.Length; index++)
        {
            _totals[index] = _totals[index - 1].With(slices.GetValueOrDefault(_start + ((index - 1) * Minutes.One)));
        }
    }

    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static ReplayReport Report(SloStatus slo, ReplayQuery query, CancellationToken cancellationToken)
    {
        var replayer = new Replayer(slo, query.Range, cancellationToken);
        return new(
            slo.Objective.Id, replayer._from, replayer._until,
            Percentages.Percent(replayer.Sum(replayer._from, replayer._until).Coverage),
            replayer.Run(query.Target, query.Pairs),
            replayer.Run(slo.Objective.Target, slo.Objective.BurnPairs));
    }

    private ReplayedRules Run(decimal target, IReadOnlyList<BurnPair> pairs)
    {
        var results = pairs.Select(pair => (Pair: pair, Result: Run(new ErrorBudget(target), pair))).ToArray();
        return new(
            Percentages.Percent(target), Calls(Urgency.Page), Calls(Urgency.Ticket),
            [.. results.Select(result => result.Result)]);

        int Calls(Urgency urgency) => Together(
            results.Where(result => result.Pair.Urgency == urgency).SelectMany(result => result.Result.Firings));
    }

    private ReplayedPair Run(ErrorBudget budget, BurnPair pair)
    {
        var firings = new List<Firing>();
        var noData = 0;
        Firing? firing = null;
        for (var at = _from + Minutes.One; at <= _until; at += Minutes.One)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            var (longer, shorter) = (
                new Burn(Sum(at - pair.Long, at), budget), new Burn(Sum(at - pair.Short, at), budget));
            var finding = BurnRate.Decide(pair, longer, shorter, _countsMinutes);
            noData += finding == Finding.NoData ? 1 : 0;
            if (finding == Finding.Firing)
            {
                var burn = Percentages.Rounded(longer.Rate)!.Value;
                firing = new(firing?.From ?? at, at, Math.Max(firing?.PeakBurn ?? 0, burn));
            }
            else if (firing is not null)
            {
                // Without data it keeps its last state.
                firing = firing with { Until = at };
                if (finding == Finding.Inactive)
                {
                    firings.Add(firing);
                    firing = null;
                }
            }
        }

        return new(pair.ToString(), noData, firing is null ? firings : [.. firings, firing]);
    }

    /// <returns>How many firings there are when overlapping ones count as one.</returns>
    private static int Together(IEnumerable<Firing> firings)
    {
        var (count, until) = (0, DateTimeOffset.MinValue);
        foreach (var firing in firings.OrderBy(firing => firing.From))
        {
            count += firing.From > until ? 1 : 0;
            until = firing.Until > until ? firing.Until : until;
        }

        return count;
    }

    private WindowCounts Sum(DateTimeOffset from, DateTimeOffset until)
    {
        var (first, last) = (_totals[IndexOf(from)], _totals[IndexOf(until)]);
        return new(
            last.Good - first.Good, last.Bad - first.Bad, last.Covered - first.Covered,
            (int)((until - from) / Minutes.One), null);
    }

    private int IndexOf(DateTimeOffset minute) => Math.Max(0, (int)((minute - _start) / Minutes.One));

    private readonly record struct Totals(long Good, long Bad, int Covered)
    {
        public Totals With(Slice slice) => new(Good + slice.Good, Bad + slice.Bad, Covered + (slice.Covered ? 1 : 0));
    }
}
