using SreService.Counting;
using SreService.Database;
using SreService.Objectives;
using SreService.Timeline;

namespace SreService.Incidents;

/// <summary>Reads incidents: from the database, and from memory where the last round is newer.</summary>
internal sealed class IncidentReader(
    DatabaseQuery database, IncidentList last, Func<IncidentList> newest, IncidentEntryCache cache,
    SloList slos, IncidentSettings settings, TimeProvider clock)
{
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan After = TimeSpan.FromMinutes(5);

    /// <summary>Open incidents, from memory: of the same round as the other parts of the answer.</summary>
    public IReadOnlyList<Incident> Open => [.. In(last).Where(incident => incident.ResolvedAt is null)];

    public async Task<IncidentsReport> ReadAsync(TimeSpan range, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var (incidents, complete) = await SinceAsync(now - range, cancellationToken);
        return IncidentsReport.Of(incidents, complete, settings, now - range, now);
    }

    /// <returns>
    /// The mean over the incidents detected in the range; null, with the reason, if unknown.
    /// </returns>
    public async Task<(double? Seconds, string? Reason)> MeanTimeToResolveAsync(
        TimeSpan range, CancellationToken cancellationToken)
    {
        var since = clock.GetUtcNow() - range;
        var (incidents, complete) = range <= IncidentList.Remembered
            ? ([.. In(last).Where(incident => incident.DetectedAt >= since)], true)
            : await SinceAsync(since, cancellationToken);
        return !complete ? (null, DatabaseQuery.Unavailable)
            : SeverityReport.Of(incidents).MttrSeconds is { } seconds ? (seconds, null)
            : (null, "no incident of the range is over");
    }

    /// <returns>Incidents that are open or were detected since then, and whether the list is complete.</returns>
    private async Task<(IReadOnlyList<Incident> Incidents, bool Complete)> SinceAsync(
        DateTimeOffset since, CancellationToken cancellationToken)
    {
        var stored = await database.TryAsync(
            (connection, token) => IncidentStore.SinceAsync(connection, since, token), cancellationToken);
        var known = InMemory();
        var all = (stored ?? []).Select(incident => Newest(incident, known))
            .Concat(known.Values.ExceptBy((stored ?? []).Select(incident => incident.Id), incident => incident.Id));
        return ([.. all.Where(incident => incident.ResolvedAt is null || incident.DetectedAt >= since)],
            stored is not null);
    }

    /// <returns>Whether the database answered, and the incident; null if there is none.</returns>
    public async Task<(bool Answered, IncidentDetails? Details)> FindAsync(
        string id, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var answer = await database.TryAsync(
            async (connection, token) =>
            {
                var (stored, entries) = await IncidentStore.FindAsync(connection, id, token);
                if (stored is null)
                {
                    return new Found(null);
                }

                var incident = Newest(stored, InMemory());
                var until = incident.ResolvedAt is { } resolved && resolved + After < now ? resolved + After : now;
                var timeline = await TimelineStore.ReadAsync(
                    connection,
                    new(incident.BeganAt - Before, until, null, null, null, TimelineQuery.Most), token);
                return new Found(new IncidentDetails(
                    now, IncidentReport.Of(incident, settings, now), [.. ImpactOf(incident, now)], entries,
                    [.. timeline.Events.Where(timelineEvent => timelineEvent.Kind != TimelineEventKind.Note
                        || timelineEvent.Subject == id).Reverse()],
                    await ReviewStore.ActionItemsAsync(connection, id, null, now, token),
                    await ReviewStore.ReviewAsync(connection, id, token)));
            },
            cancellationToken);
        return (answer is not null, answer?.Details);
    }

    private IEnumerable<Incident> In(IncidentList list) =>
        list.With(cache.ByHand).All.Select(incident => incident.With(cache.Entries));

    /// <summary>For after the database was asked: an answer that took long must not show an older round.</summary>
    private Dictionary<string, Incident> InMemory() => In(newest()).ToDictionary(incident => incident.Id);

    /// <summary>Memory can be one round ahead of the database.</summary>
    private static Incident Newest(Incident stored, Dictionary<string, Incident> known) =>
        known.TryGetValue(stored.Id, out var newer) && stored.ResolvedAt is null ? newer : stored;

    private IEnumerable<ObjectiveImpact> ImpactOf(Incident incident, DateTimeOffset now)
    {
        // From the minute in which it began to the one in which it ended.
        var until = (incident.ResolvedAt ?? now).WholeMinute + Minutes.One;
        foreach (var slo in slos.Current)
        {
            var counts = slo.Revision.History.Sum(incident.BeganAt.WholeMinute, until);
            var allowed = slo.Budget.Size * slo.Newest.Total;
            yield return new(
                slo.Objective.Id, slo.Objective.Title, counts.Good, counts.Bad,
                allowed == 0 ? null : Percentages.Percent(counts.Bad / allowed));
        }
    }

    private sealed record Found(IncidentDetails? Details);
}
