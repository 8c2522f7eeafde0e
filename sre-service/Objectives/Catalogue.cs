using SreService.Scraping;
using SreService.Slices;

namespace SreService.Objectives;

/// <summary>The objectives of the system, and how a minute of each is counted.</summary>
internal static class Catalogue
{
    private const double FastSeconds = 0.2;

    public static IReadOnlyList<Objective> Objectives { get; } =
    [
        new("availability", "Availability",
            "A minute is good when a probe through the gateway succeeded in it and fewer than half of its probes failed.",
            0.999m, TimeSpan.FromDays(30), Unit.Minutes, Availability),
        new("success", "Success rate",
            "A request is good when the gateway answered it and the fault of a failure was not ours.",
            0.99m, TimeSpan.FromDays(30), Unit.Requests, Success),
        new("latency", "Latency",
            "A good request is fast when the gateway answered it within 200 ms. Streams do not count.",
            0.95m, TimeSpan.FromDays(30), Unit.Requests, Latency),
        new("freshness", "Data freshness",
            "A read is good when it was answered from the database or from a cache younger than 5 s.",
            0.995m, TimeSpan.FromDays(7), Unit.Reads, Freshness),
    ];

    /// <returns>Null when there is none of that id.</returns>
    public static Objective? Find(string id) => Objectives.FirstOrDefault(objective => objective.Id == id);

    private static Slice Availability(IReadOnlyDictionary<CountKey, Tally> minute)
    {
        var good = minute.Count(Measure.Probes, SystemServices.Gateway, Outcome.Good);
        var bad = minute.Count(Measure.Probes, SystemServices.Gateway, Outcome.Bad);
        return (good + bad, bad < good) switch
        {
            (0, _) => new(0, 0, Covered: false),
            (_, true) => new(1, 0, Covered: true),
            _ => new(0, 1, Covered: true),
        };
    }

    private static Slice Success(IReadOnlyDictionary<CountKey, Tally> minute) => new(
        minute.Count(Measure.Requests, SystemServices.Gateway, Outcome.Good),
        minute.Count(Measure.Requests, SystemServices.Gateway, Outcome.Bad),
        InSight(minute, SystemServices.Gateway));

    private static Slice Latency(IReadOnlyDictionary<CountKey, Tally> minute)
    {
        var answered = minute.Total(key => key is
        { Measure: Measure.Requests, Service: SystemServices.Gateway, Outcome: Outcome.Good, Reason: not Sums.Stream });
        var fast = answered.AtMost(FastSeconds);
        return new(fast, answered.Count - fast, InSight(minute, SystemServices.Gateway));
    }

    private static Slice Freshness(IReadOnlyDictionary<CountKey, Tally> minute) => new(
        minute.Count(Measure.Reads, SystemServices.Users, Outcome.Good),
        minute.Count(Measure.Reads, SystemServices.Users, Outcome.Bad),
        InSight(minute, SystemServices.Users));

    private static bool InSight(IReadOnlyDictionary<CountKey, Tally> minute, string service) =>
        minute.Count(Measure.Sight, service, Outcome.Good) > 0
            && minute.Count(Measure.Sight, service, Outcome.Bad) == 0;
}
