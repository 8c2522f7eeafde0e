using SreService.Counting;
using SreService.Incidents;
using SreService.Slices;
using SreService.Timeline;

namespace SreService.Ledger;

/// <summary>What is known of a time, to say whose doing its bad minutes were.</summary>
/// <param name="Incidents">Those that went on in it.</param>
/// <param name="Events">What happened in it and shortly before, the newest first.</param>
/// <param name="Corrections">What people know better, the oldest first.</param>
internal sealed record LedgerFacts(
    IReadOnlyList<Incident> Incidents, IReadOnlyList<TimelineEvent> Events, IReadOnlyList<Correction> Corrections);

/// <summary>
/// Gives every bad minute one cause: what somebody said, else the incident that went on, else a version that started
/// in the 15 minutes before, else a breaker or a replica that changed within a minute of it, else none.
/// </summary>
internal static class Attribution
{
    /// <summary>How long after it started a version is looked at first.</summary>
    public static readonly TimeSpan Suspect = TimeSpan.FromMinutes(15);

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
        var said = facts.Corrections.LastOrDefault(correction => correction.From < until && minute < correction.Until);
        return said is null
            ? new(minute, until, 1, bad, cause, reference, null, null, null)
            : new(minute, until, 1, bad, said.Cause, said.Reference, cause, said.Author, said.Reason);
    }

    private static (Cause, string?) Found(DateTimeOffset minute, LedgerFacts facts, DateTimeOffset now)
    {
        var until = minute + Minutes.One;
        // What began in the middle of a minute has part in it. Who does not measure does not make requests fail.
        if (facts.Incidents.FirstOrDefault(incident => incident.Component != SystemServices.Sre && incident.BeganAt < until && minute < (incident.ResolvedAt ?? now)) is { } incident)
        {
            return (Cause.Incident, incident.Id);
        }

        var lately = Before(facts.Events, until + Minutes.One).TakeWhile(timelineEvent => timelineEvent.At > minute - Suspect).ToArray();
        if (Array.Find(lately, timelineEvent => timelineEvent.Kind == TimelineEventKind.Deploy) is { } deploy)
        {
            return (Cause.Deploy, $"{deploy.Component} {deploy.Text}");
        }

        return Array.Find(lately, timelineEvent =>
            timelineEvent.Kind is TimelineEventKind.Breaker or TimelineEventKind.Replica && timelineEvent.At >= minute - Minutes.One) is { } other
            ? (Cause.Dependency, $"{other.Component} {other.Subject}: {other.Text}")
            : (Cause.Unexplained, null);
    }

    /// <returns>Those before a moment, the newest first.</returns>
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
