using System.Collections.Immutable;
using SreService.Alerting.Rules;
using SreService.Alerting.Silences;
using SreService.Counting;
using SreService.Health;
using SreService.Incidents;
using SreService.Jobs;
using SreService.Notifications;
using SreService.Objectives;
using SreService.Scraping;
using SreService.Slices;

namespace SreService.Rounds;

/// <summary>Collects the input of a round.</summary>
internal sealed class RoundInputs(
    RecentCounts recent, ObjectiveBoard objectives, Storage storage, JobBook jobs, SilenceCache silences,
    IncidentEntryCache entries, IncidentSettings escalation, NotificationSettings notifications)
{
    /// <param name="waitingSince">Since when a round is expected to be written soon.</param>
    public RoundFacts At(DateTimeOffset tick, ImmutableArray<Replica> read, DateTimeOffset waitingSince)
    {
        var (slos, stored) = (objectives.Snapshot(tick), storage.State);
        var alerting = new AlertFacts(
            recent.SumSince(tick - Minutes.One), recent.SumSince(tick - RecentCounts.Recent), read, slos.Alerting,
            stored, tick - (stored.WrittenAt ?? waitingSince))
        {
            Jobs = jobs.Jobs,
            At = tick,
        };
        return new(tick, read, slos, alerting, silences.Current, entries.Entries, escalation, notifications)
        {
            Lately = recent.SumSince(tick - UserImpact.Period),
            OpenedByHand = entries.ByHand,
            CountsAreKnown = recent.HistoryLoaded,
        };
    }
}
