using SreService.Counting;
using SreService.Incidents;
using SreService.Slices;
using SreService.Timeline;

namespace SreService.Ledger;

/// <summary>The facts that bad minutes are attributed by.</summary>
/// <param name="Incidents">Open at any time of the range.</param>
/// <param name="Events">In the range and shortly before, newest first.</param>
/// <param name="Corrections">Operators' corrections, oldest first.</param>
internal sealed record LedgerFacts(
    IReadOnlyList<Incident> Incidents, IReadOnlyList<TimelineEvent> Events, IReadOnlyList<Correction> Corrections);

/// <summary>
/// Gives every bad minute one cause: an operator's correction, else an open incident, else a deploy within the 15
/// minutes before, else a breaker or replica that changed within a minute, else unexplained.
/// </summary>
internal static class Attribution
{
    /// <summary>How long after a deploy bad minutes are attributed to it.</summary>
    public static readonly TimeSpan DeploySuspicion = TimeSpan.FromMinutes(15);

    public static IReadOnlyList<LedgerEntry> Of(
        IEnumerable<(DateTimeOffset Minute, Slice Slice)> slices, LedgerFacts facts, DateTimeOffset now)
    {
        var entries = new List<LedgerEntry>();
        foreach (var (minute, slice) in slices.Where(entry => entry.Slice.Bad > 0).OrderBy(entry => entry.Minute))
        {
            var one = Of(minute, slice.Bad, facts, now);
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
        // An incident that began in the middle of a minute counts. A broken measurement fails no requests.
        if (facts.Incidents.FirstOrDefault(incident =>
            incident.Component != SystemTopology.Sre && incident.BeganAt < until
                && minute < (incident.ResolvedAt ?? now))
            is { } incident)
        {
            return (Cause.Incident, incident.Id);
        }

        var recent = Before(facts.Events, until + Minutes.One)
            .TakeWhile(timelineEvent => timelineEvent.At > minute - DeploySuspicion).ToArray();
        if (Array.Find(recent, timelineEvent => timelineEvent.Kind == TimelineEventKind.Deploy) is { } deploy)
        {
            return (Cause.Deploy, $"{deploy.Component} {deploy.Text}");
        }

        return Array.Find(recent, timelineEvent =>
            timelineEvent.Kind is TimelineEventKind.Breaker or TimelineEventKind.Replica
            && timelineEvent.At >= minute - Minutes.One) is { } other
            ? (Cause.Dependency, $"{other.Component} {other.Subject}: {other.Text}")
            : (Cause.Unexplained, null);
    }

    /// <returns>The events before a moment, newest first.</returns>
    private static IEnumerable<TimelineEvent> Before(IReadOnlyList<TimelineEvent> newestFirst, DateTimeOffset moment)
    {
        var (low, high) = (0, newestFirst.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = newestFirst[middle].At < moment ? (low, middle) : (middle + 1, high);
        }

        return newestFirst.Skip(low);
    }

    private static (Cause, string?, Cause?, string?, string?) Why(LedgerEntry entry) =>
        (entry.Cause, entry.Reference, entry.Before, entry.CorrectedBy, entry.Reason);
}
