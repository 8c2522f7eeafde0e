using SreService.Counting;
using SreService.Incidents;
using SreService.Slices;
using SreService.Timeline;

namespace SreService.Ledger;

/// <summary>The facts that bad minutes are attributed by.</summary>
/// <param name="Incidents">Open at any time of the range.</param>
/// <param name="Events">In the range, shortly before and shortly after.</param>
/// <param name="Corrections">Operators' corrections, oldest first.</param>
internal sealed record LedgerFacts(
    IReadOnlyList<Incident> Incidents, IReadOnlyList<TimelineEvent> Events, IReadOnlyList<Correction> Corrections);

/// <summary>
/// Gives every bad minute one cause: an operator's correction, else an open incident, else a deploy within the 15
/// minutes before, else a breaker that opened or a replica that was lost since a minute before, else unexplained. A
/// cause begins before the minute ends, and lies on the path of the requests that the objective counts.
/// </summary>
internal static class Attribution
{
    /// <summary>How long after a deploy bad minutes are attributed to it.</summary>
    public static readonly TimeSpan DeploySuspicion = TimeSpan.FromMinutes(15);

    /// <summary>Rounds find an event at most so long after it began.</summary>
    public static readonly TimeSpan Discovery = TimeSpan.FromMinutes(5);

    /// <param name="service">The service whose requests the objective counts.</param>
    public static IReadOnlyList<LedgerEntry> Of(
        IEnumerable<(DateTimeOffset Minute, Slice Slice)> slices, string service, LedgerFacts facts,
        DateTimeOffset now)
    {
        var causes = new LedgerFacts(
            [.. facts.Incidents.Where(incident => SystemTopology.IsOnPath(incident.Component, service))],
            [.. facts.Events.Where(timelineEvent => IsOnPath(timelineEvent, service))
                .OrderByDescending(timelineEvent => timelineEvent.BeganAt)],
            facts.Corrections);
        var entries = new List<LedgerEntry>();
        foreach (var (minute, slice) in slices.Where(entry => entry.Slice.Bad > 0).OrderBy(entry => entry.Minute))
        {
            var one = Of(minute, slice.Bad, causes, now);
            if (entries.LastOrDefault() is { } last && last.Until == minute && Why(last) == Why(one))
            {
                entries[^1] = last with { Until = one.Until, Minutes = last.Minutes + 1, Bad = last.Bad + one.Bad };
            }
            else
            {
                entries.Add(one);
            }
        }

        return entries;
    }

    /// <summary>A breaker can put requests at risk only if they call the service behind it.</summary>
    private static bool IsOnPath(TimelineEvent timelineEvent, string service) =>
        timelineEvent.BeganAt is not null
        && SystemTopology.IsOnPath(timelineEvent.Component, service)
        && (timelineEvent.Kind != TimelineEventKind.Breaker
            || SystemTopology.CalledThrough(timelineEvent.Subject) is not { } called
            || SystemTopology.IsOnPath(called, service));

    private static LedgerEntry Of(DateTimeOffset minute, long bad, LedgerFacts facts, DateTimeOffset now)
    {
        var until = minute + Minutes.One;
        var (cause, reference) = Found(minute, facts, now);
        var correction = facts.Corrections.LastOrDefault(one => one.From < until && minute < one.Until);
        return correction is null
            ? new(minute, until, 1, bad, cause, reference, null, null, null)
            : new(minute, until, 1, bad, correction.Cause, correction.Reference, cause, correction.Author,
                correction.Reason);
    }

    private static (Cause, string?) Found(DateTimeOffset minute, LedgerFacts facts, DateTimeOffset now)
    {
        var until = minute + Minutes.One;
        if (facts.Incidents.FirstOrDefault(incident =>
            Start(incident) < until && minute < (incident.MitigatedAt ?? incident.ResolvedAt ?? now)) is { } incident)
        {
            return (Cause.Incident, incident.Id);
        }

        var recent = Before(facts.Events, until)
            .TakeWhile(timelineEvent => timelineEvent.BeganAt > minute - DeploySuspicion).ToArray();
        if (Array.Find(recent, timelineEvent => timelineEvent.Kind == TimelineEventKind.Deploy) is { } deploy)
        {
            return (Cause.Deploy, $"{deploy.Component} {deploy.Text}");
        }

        return Array.Find(recent, timelineEvent =>
            timelineEvent.Kind is TimelineEventKind.Breaker or TimelineEventKind.Replica
            && timelineEvent.BeganAt >= minute - Minutes.One) is { } other
            ? (Cause.Dependency, $"{other.Component} {other.Subject}: {other.Text}")
            : (Cause.Unexplained, null);
    }

    /// <summary>When a person opened it, its beginning is an assumption: corrections are for those.</summary>
    private static DateTimeOffset Start(Incident incident) =>
        incident.ByHand ? incident.DetectedAt : incident.BeganAt;

    /// <returns>The events that began before a moment, newest first.</returns>
    private static IEnumerable<TimelineEvent> Before(IReadOnlyList<TimelineEvent> newestFirst, DateTimeOffset moment)
    {
        var (low, high) = (0, newestFirst.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = newestFirst[middle].BeganAt < moment ? (low, middle) : (middle + 1, high);
        }

        return newestFirst.Skip(low);
    }

    private static (Cause, string?, Cause?, string?, string?) Why(LedgerEntry entry) =>
        (entry.Cause, entry.Reference, entry.Before, entry.CorrectedBy, entry.Reason);
}
