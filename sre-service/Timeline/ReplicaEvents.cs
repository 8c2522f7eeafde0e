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
            if (Presence(was, replica, versions[replica.Target.Service], now) is var (kind, text, beganAt))
            {
                yield return Of(replica, kind, text, beganAt);
            }

            foreach (var timelineEvent in Breakers(was, replica, now))
            {
                yield return timelineEvent;
            }
        }

        var there = after.Select(replica => replica.Target.Address).ToHashSet();
        foreach (var gone in before.Where(replica => !there.Contains(replica.Target.Address)))
        {
            yield return Of(
                gone, TimelineEventKind.Replica, "is no longer discovered", gone is { IsUp: true, HasEnded: false }
                    ? gone.FailingSince ?? now : null);
        }

        TimelineEvent Of(Replica replica, TimelineEventKind kind, string text, DateTimeOffset? beganAt) =>
            new(now, kind, replica.Target.Service, replica.Target.Address, text) { BeganAt = beganAt };
    }

    private static (TimelineEventKind Kind, string Text, DateTimeOffset? BeganAt)? Presence(
        Replica? was, Replica replica, IEnumerable<string> versions, DateTimeOffset now)
    {
        if (replica.Scrape is { } scrape && scrape.Process != was?.Scrape?.Process)
        {
            var others = versions.Distinct().ToArray();
            return others.Length > 0 && !others.Contains(scrape.Version)
                ? (TimelineEventKind.Deploy,
                    $"{scrape.Version} started as {scrape.Process.Instance}, replacing {string.Join(", ", others)}",
                    Earlier(scrape.At - scrape.Age, now))
                // Without an announcement the process before it crashed.
                : (TimelineEventKind.Replica, $"{scrape.Version} started as {scrape.Process.Instance}",
                    was is { IsUp: true, HasEnded: false } ? was.FailingSince ?? was.Scrape!.At : null);
        }

        return (replica.HasEnded, was?.HasEnded ?? false) is (true, false)
            ? (TimelineEventKind.Replica, "announced its shutdown", now)
            : replica.Scrape is null || was is null || replica.HasEnded || replica.IsUp == was.IsUp ? null
            : replica.IsUp ? (TimelineEventKind.Replica, "is reachable again", null)
            : (TimelineEventKind.Replica, $"is unreachable: {replica.Failure?.Reason}", replica.FailingSince);
    }

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

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
            yield return new(now, TimelineEventKind.Breaker, replica.Target.Service, name, breaker.Describe())
            {
                BeganAt = !breaker.RejectsAll ? null
                    // Its clock may be wrong, but it opened after the scrape before.
                    : breaker.ChangedAt is { } at && at > was?.Scrape?.At ? Earlier(at, now)
                    : now,
            };
        }
    }
}
