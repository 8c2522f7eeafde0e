using System.Collections.Immutable;
using SreService.Alerting.Rules;
using SreService.Alerting.Silences;
using SreService.Counting;
using SreService.Incidents;
using SreService.Jobs;
using SreService.Notifications;
using SreService.Objectives;
using SreService.Scraping;
using SreService.Slices;

namespace SreService.Rounds;

/// <summary>Collects the input of a round.</summary>
internal sealed class RoundInputs(
    RecentCounts recent, ObjectiveBoard objectives, Catalogue catalogue, Storage storage, JobBook jobs,
    SilenceCache silences, IncidentEntryCache entries, IncidentSettings escalation, NotificationSettings notifications)
{
    /// <param name="waitingSince">Since when a round is expected to be written soon.</param>
    public RoundFacts At(DateTimeOffset tick, ImmutableArray<Replica> read, DateTimeOffset waitingSince) => new(
        tick, read, Alerting(tick, read, waitingSince), catalogue.Current.Revision, silences.Current, entries.Entries,
        escalation, notifications);

    private AlertFacts Alerting(DateTimeOffset tick, ImmutableArray<Replica> read, DateTimeOffset waitingSince) => new(
        recent.SumSince(tick - Minutes.One), recent.SumSince(tick - RecentCounts.Recent), read, objectives.Alerting(),
        storage.State, tick - (storage.State.WrittenAt ?? waitingSince))
    {
        Jobs = jobs.Jobs,
        At = tick,
    };
}
