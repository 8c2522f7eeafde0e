using SreService.Alerting.Replay;
using SreService.Objectives;
using SreService.Tests.Objectives;

namespace SreService.Tests.Alerting.Replay;

public sealed class ReplaysTests : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private readonly SloStatus _slo = Shipped.SloStatus("success", 1, 0, Noon);
    private readonly Replays _replays = new();

    public void Dispose() => _replays.Dispose();

    [Fact]
    public async Task Same_replay_of_a_round_is_computed_once()
    {
        var round = Round();

        var reports = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => AskAsync(round, "99.5"))));

        Assert.All(reports, report => Assert.Same(reports[0], report));
        Assert.Same(await AskAsync(round, null), await AskAsync(round, "99"));
    }

    [Fact]
    public async Task Other_parameters_and_other_rounds_are_computed_anew()
    {
        var round = Round();
        var first = await AskAsync(round, "99.5");

        Assert.NotSame(first, await AskAsync(round, "99.6"));
        Assert.NotSame(first, await AskAsync(round, "99.5", "7d"));
        Assert.Same(first, await AskAsync(round, "99.5"));
        Assert.NotSame(first, await AskAsync(Round(), "99.5"));
    }

    [Fact]
    public async Task Number_of_kept_replays_is_bounded()
    {
        var round = Round();
        for (var hours = 1; hours <= Replays.Capacity; hours++)
        {
            await AskAsync(round, "99", $"{hours}h");
        }

        Assert.NotSame(await AskAsync(round, "99", "2d"), await AskAsync(round, "99", "2d"));
        Assert.Same(await AskAsync(round, "99", "1h"), await AskAsync(round, "99", "1h"));
    }

    [Fact]
    public async Task Cancelled_replay_ends_and_leaves_its_turn_to_the_next()
    {
        using var cancellation = new CancellationTokenSource();
        var query = Query("99.5", "30d");
        var leaving = query with { Pairs = new CancellingPairs(query.Pairs, cancellation) };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => _replays.ReportAsync(Round(), _slo, leaving, cancellation.Token));

        Assert.NotNull(await AskAsync(Round(), "99.5"));
    }

    private SloList Round() => new(SloList.None.Set, [_slo], []);

    private async Task<ReplayReport> AskAsync(SloList round, string? target, string timeRange = "1h") =>
        (await _replays.ReportAsync(
            round, _slo, Query(target, timeRange), TestContext.Current.CancellationToken)).Report;

    private ReplayQuery Query(string? target, string timeRange) =>
        ReplayQuery.Read(_slo.Objective, target, null, timeRange).Query!;

    /// <summary>Its client leaves during the work: the first reading makes the key, the next is the work.</summary>
    private sealed class CancellingPairs(IReadOnlyList<BurnPair> pairs, CancellationTokenSource cancellation)
        : IReadOnlyList<BurnPair>
    {
        private int _readings;

        public int Count => pairs.Count;

        public BurnPair this[int index] => pairs[index];

        public IEnumerator<BurnPair> GetEnumerator()
        {
            if (++_readings > 1)
            {
                cancellation.Cancel();
            }

            return pairs.GetEnumerator();
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
