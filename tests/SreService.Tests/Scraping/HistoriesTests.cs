using CsCheck;
using SreService.Counting;
using SreService.Scraping;

namespace SreService.Tests.Scraping;

/// <summary>
/// Whatever processes do at whatever addresses, and whatever of it is read: what is counted is what they have shown.
/// </summary>
public sealed class HistoriesTests
{
    private const int Places = 4;
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly Series Reads = new("users_reads_total", [("freshness", "fresh")]);

    private enum Step
    {
        Start,
        Serve,
        Read,
        ReadAll,
        Stop,
        Die,
        Swap,
        ReadTwice,
        Successor,
        OurClockIsSet,
    }

    private static readonly Gen<(Step What, int Place, int Amount)[]> Histories =
        Gen.Select(
            Gen.Frequency(
                (4, Gen.Const(Step.Start)), (8, Gen.Const(Step.Serve)), (8, Gen.Const(Step.Read)),
                (3, Gen.Const(Step.ReadAll)), (2, Gen.Const(Step.Stop)), (2, Gen.Const(Step.Die)),
                (2, Gen.Const(Step.Swap)), (2, Gen.Const(Step.ReadTwice)), (1, Gen.Const(Step.Successor)),
                (1, Gen.Const(Step.OurClockIsSet))),
            Gen.Int[0, Places - 1], Gen.Int[0, 9])
            .Array[1, 120];

    [Fact]
    public void Counts_equal_what_processes_exposed() =>
        Histories.Sample(
            history =>
            {
                var world = new World();
                foreach (var (what, place, amount) in history)
                {
                    world.Do(what, place, amount);
                }

                return world.Counted == world.Shown;
            },
            iter: 20_000);

    /// <summary>Each has a clock of its own that is wrong by up to an hour, and knows how long it runs.</summary>
    private sealed class Process(string instance, TimeSpan now, TimeSpan skew)
    {
        public long Total { get; set; }

        public long Shown { get; set; }

        public Scrape Read(TimeSpan at, TimeSpan ourSkew)
        {
            Shown = Total;
            return new Scrape(
                new ProcessIdentity("users-service", instance, Noon + now + skew), "1", Noon + at + ourSkew,
                new Dictionary<Series, Histogram> { [Reads] = Histogram.Of(Total) }, new Dictionary<Series, double>())
            {
                Age = at - now,
            };
        }
    }

    private sealed class World
    {
        private readonly Process?[] _places = new Process?[Places];
        private readonly List<Process> _all = [];
        private CounterDeltas _deltas = new();
        private TimeSpan _now = TimeSpan.FromMinutes(3);
        private TimeSpan _ourSkew;

        public long Counted { get; private set; }

        public long Shown => _all.Sum(process => process.Shown);

        public void Do(Step what, int place, int amount)
        {
            _now += TimeSpan.FromSeconds(1);
            switch (what)
            {
                case Step.Start:
                    // At times with the name of the one before, as a process that a runner starts again.
                    var name = amount % 2 == 0 ? $"fixed-{place}" : $"r-{_all.Count}";
                    _places[place] = new Process(name, _now, TimeSpan.FromMinutes((amount - 5) * 12));
                    _all.Add(_places[place]!);
                    break;
                case Step.Serve:
                    _places[place]?.Total += amount;
                    break;
                case Step.Read:
                    Read(place);
                    break;
                case Step.ReadAll:
                    Enumerable.Range(0, Places).ToList().ForEach(Read);
                    break;
                case Step.ReadTwice:
                    Read(place);
                    Read(place);
                    break;
                case Step.Stop:
                    Stop(place, amount);
                    break;
                case Step.Die:
                    _places[place] = null;
                    break;
                case Step.Swap:
                    var other = (place + 1 + (amount % (Places - 1))) % Places;
                    (_places[place], _places[other]) = (_places[other], _places[place]);
                    break;
                case Step.Successor:
                    _deltas = Successor();
                    break;
                case Step.OurClockIsSet:
                    _ourSkew = TimeSpan.FromMinutes((amount - 5) * 30);
                    break;
            }
        }

        private void Read(int place)
        {
            if (_places[place] is { } process)
            {
                Take(place, process.Read(_now, _ourSkew), isLast: false);
            }
        }

        /// <summary>Its last words come once or more, before or after a scrape that was under way.</summary>
        private void Stop(int place, int amount)
        {
            if (_places[place] is not { } process)
            {
                return;
            }

            var underWay = process.Read(_now, _ourSkew);
            process.Total += amount;
            var last = process.Read(_now, _ourSkew);
            Scrape[] arriving = amount % 3 == 0 ? [last, underWay, last] : amount % 3 == 1 ? [underWay, last] : [last];
            foreach (var scrape in arriving)
            {
                Take(place, scrape, isLast: ReferenceEquals(scrape, last));
            }

            _places[place] = null;
        }

        private void Take(int place, Scrape scrape, bool isLast) =>
            Counted += _deltas.Take($"place {place}", scrape, _now, isLast)
                .Sum(delta => delta.Added.Count);

        private CounterDeltas Successor()
        {
            var after = new CounterDeltas();
            foreach (var scrape in _deltas.ReadAfter(-1).Scrapes)
            {
                var text = CountersText.Of(scrape.Counters);
                after.Restore(scrape with { Counters = CountersText.Read(text) }, _now);
            }

            return after;
        }
    }
}
