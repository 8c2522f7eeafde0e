using SreService.Breakers;
using SreService.Scraping;

namespace SreService.Timeline;

/// <summary>Events of replicas and breakers from one round to the next.</summary>
internal static class ReplicaEvents
{
    public static IEnumerable<TimelineEvent> Between(
        IReadOnlyList<Replica> before, IReadOnlyList<Replica> after, DateTimeOffset now)
    {
        var earlier = before.ToDictionary(replica => replica.Target.Address);
        var versions = before.Where(replica => replica.Scrape is not null)
            .ToLookup(replica => replica.Target.Service, replica => replica.Scrape!.Version);
        foreach (var replica in after)
        {
            var was = earlier.GetValueOrDefault(replica.Target.Address);
            if (Presence(was, replica, versions[replica.Target.Service]) is var (kind, text))
            {
                yield return Of(replica, kind, text);
            }

            foreach (var timelineEvent in Breakers(was, replica, now))
            {
                yield return timelineEvent;
            }
        }

        var there = after.Select(replica => replica.Target.Address).ToHashSet();
        foreach (var gone in before.Where(replica => !there.Contains(replica.Target.Address)))
        {
            yield return Of(gone, TimelineEventKind.Replica, "is no longer discovered");
        }

        TimelineEvent Of(Replica replica, TimelineEventKind kind, string text) =>
            new(now, kind, replica.Target.Service, replica.Target.Address, text);
    }

    private static (TimelineEventKind Kind, string Text)? Presence(
        Replica? was, Replica now, IEnumerable<string> versions)
    {
        if (now.Scrape is { } scrape && scrape.Process != was?.Scrape?.Process)
        {
            var others = versions.Distinct().ToArray();
            return others.Length > 0 && !others.Contains(scrape.Version)
                ? (TimelineEventKind.Deploy,
                    $"{scrape.Version} started as {scrape.Process.Instance}, replacing {string.Join(", ", others)}")
                : (TimelineEventKind.Replica, $"{scrape.Version} started as {scrape.Process.Instance}");
        }

        return (now.HasEnded, was?.HasEnded ?? false) is (true, false)
            ? (TimelineEventKind.Replica, "announced its shutdown")
            : now.Scrape is null || was is null || now.HasEnded || now.IsUp == was.IsUp ? null
            : now.IsUp ? (TimelineEventKind.Replica, "is reachable again")
            : (TimelineEventKind.Replica, $"is unreachable: {now.Failure?.Reason}");
    }

    private static IEnumerable<TimelineEvent> Breakers(Replica? was, Replica replica, DateTimeOffset now)
    {
        if (replica is not { Failure: null, Scrape: { } scrape })
        {
            yield break;
        }

        foreach (var (series, state) in scrape.Gauges.Where(gauge => gauge.Key.Name == BreakerInstance.StateMetric))
        {
            // A breaker that is closed from the start is no event.
            var before = was?.Scrape?.Gauges.TryGetValue(series, out var known) == true
                ? known
                : BreakerInstance.ClosedState;
            if (state == before)
            {
                continue;
            }

            var name = series["breaker"];
            var breaker = BreakerInstance.Of(scrape, name, state, isUp: true);
            yield return new(now, TimelineEventKind.Breaker, replica.Target.Service, name, breaker.Describe());
        }
    }
}
