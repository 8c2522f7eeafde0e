using CsCheck;
using SreService.Counting;
using SreService.Objectives;
using SreService.Scraping;
using SreService.Slices;

namespace SreService.Tests.Objectives;

/// <summary>The same events give the same sums, however they come to be counted.</summary>
public sealed class SplittingTests
{
    private const int Minutes = 30;
    private const int Replicas = 3;

    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    private static readonly Gen<Event[]> Events = Gen.Select(
        Gen.Int[1, (Minutes * 60) - 1], Gen.Int[0, Replicas - 1], Gen.Bool,
        (second, replica, good) => new Event(second, replica, good)).Array[0, 200];

    [Fact]
    public void Sums_do_not_depend_on_replicas_scrapes_restarts_and_slices() =>
        Gen.Select(
                Events,
                Gen.OneOf(Gen.Const(5), Gen.Const(15), Gen.Const(60)),
                Gen.Int[0, 40].Array[Replicas],
                Gen.Int[1, Minutes * 12])
            .Sample((events, interval, restartEvery, serviceRestartsAt) =>
            {
                var counts = Count(events, interval, restartEvery, serviceRestartsAt);

                var (good, bad) = (events.Count(one => one.Good), events.Count(one => !one.Good));
                return (counts.Good, counts.Bad) == (good, bad) && counts.Sli == ErrorBudget.Sli(good, bad)
                    && counts.CoveredMinutes == Minutes;
            });

    [Fact]
    public void Parts_of_a_window_add_up_to_it() =>
        Gen.Select(
                Gen.Select(Gen.Long[0, 1000], Gen.Long[0, 1000], Gen.Bool).Array[1, 300],
                Gen.Int[0, 300],
                Gen.Int[0, 300])
            .Sample((slices, one, other) =>
            {
                var history = new ObjectiveHistory(TimeSpan.FromHours(6));
                for (var minute = 0; minute < slices.Length; minute++)
                {
                    var (good, bad, covered) = slices[minute];
                    history.Set(Noon.AddMinutes(minute), new Slice(good, bad, covered));
                }

                DateTimeOffset[] cuts =
                [
                    Noon, Noon.AddMinutes(Math.Min(one, other)), Noon.AddMinutes(Math.Max(one, other)),
                    Noon.AddMinutes(300),
                ];
                var parts = cuts.Zip(cuts.Skip(1), history.Sum).ToArray();
                var whole = history.Sum(cuts[0], cuts[^1]);

                return whole.Good == parts.Sum(part => part.Good) && whole.Bad == parts.Sum(part => part.Bad)
                    && whole.CoveredMinutes == parts.Sum(part => part.CoveredMinutes)
                    && whole.ExpectedMinutes == parts.Sum(part => part.ExpectedMinutes);
            });

    [Fact]
    public void Target_is_not_met_without_events() =>
        Gen.Select(Gen.Int[0, 300], Gen.Int[1, 9999]).Sample((covered, target) =>
        {
            var history = new ObjectiveHistory(TimeSpan.FromHours(6));
            for (var minute = 0; minute < covered; minute++)
            {
                history.Set(Noon.AddMinutes(minute), new Slice(0, 0, Covered: true));
            }

            var counts = history.Sum(Noon, Noon.AddMinutes(300));
            var remaining = new ErrorBudget(target / 10_000m).Remaining(counts.Good, counts.Bad);
            return counts.Sli is null && remaining is null
                && ObjectiveStatuses.Next(ObjectiveStatus.Met, remaining, remaining) == ObjectiveStatus.NoData;
        });

    private static WindowCounts Count(Event[] events, int interval, int[] restartEvery, int serviceRestartsAt)
    {
        var (recent, deltas) = (new RecentCounts(), new CounterDeltas());
        var (indicator, history) = (Shipped.Find("success").Indicator, new ObjectiveHistory(Window.Longest));
        var seen = 0L;
        for (var tick = 1; tick <= Minutes * 60 / interval; tick++)
        {
            if (tick == serviceRestartsAt)
            {
                (recent, deltas, seen) = Restarted(recent, deltas, Noon.AddSeconds((tick - 1) * interval));
            }

            var at = Noon.AddSeconds(tick * interval);
            var counted = Enumerable.Range(0, Replicas)
                .Select(replica => Read(events, replica, tick, interval, restartEvery[replica]))
                .SelectMany(scrape => deltas.Take(scrape.Process.Instance, scrape, at - Noon))
                .Select(delta => (delta.Series.KeyAt("gateway"), delta.Added));
            var covered = new SeriesKey(Measure.ScrapeCoverage, "gateway", "", EventOutcome.Good, "");
            recent.Add(at - TimeSpan.FromTicks(1), [.. counted, (covered, Histogram.Of(1))]);
            (seen, var changed) = recent.ChangedAfter(seen);
            foreach (var (minute, counts) in changed)
            {
                history.Set(minute, indicator.Count(counts));
            }
        }

        return history.Sum(Noon, Noon.AddMinutes(Minutes));
    }

    /// <summary>What a replica has counted since its last start, which falls on a multiple of the interval.</summary>
    private static Scrape Read(Event[] events, int replica, int tick, int interval, int restartEvery)
    {
        var started = restartEvery == 0 ? 0 : (tick - 1) / restartEvery * restartEvery;
        var mine = events.Where(one => one.Replica == replica
            && one.Second >= started * interval && one.Second < tick * interval).ToArray();
        return new Scrape(
            new ProcessIdentity("gateway", $"gateway-{replica}", Noon.AddSeconds(started * interval).AddTicks(1)), "1",
            Noon.AddSeconds(tick * interval),
            new Dictionary<Series, Histogram>
            {
                [Answered(EventOutcome.Good)] = Histogram.Of(mine.Count(one => one.Good)),
                [Answered(EventOutcome.Bad)] = Histogram.Of(mine.Count(one => !one.Good)),
            },
            new Dictionary<Series, double>());
    }

    /// <summary>
    /// sre-service after a restart: it reads what was written, and continues from there with the first scrape.
    /// </summary>
    private static (RecentCounts Recent, CounterDeltas CounterDeltas, long Seen) Restarted(
        RecentCounts recent, CounterDeltas deltas, DateTimeOffset now)
    {
        var (newRecent, newIncrements) = (new RecentCounts(), new CounterDeltas());
        newRecent.Restore(recent.ChangedAfter(0).Minutes, []);
        foreach (var scrape in deltas.ReadAfter(0).Scrapes)
        {
            newIncrements.Restore(scrape, now - Noon);
        }

        return (newRecent, newIncrements, 0);
    }

    private static Series Answered(string outcome) =>
        new("http_server_request_duration_seconds", [("outcome", outcome)]);

    private readonly record struct Event(int Second, int Replica, bool Good);
}
