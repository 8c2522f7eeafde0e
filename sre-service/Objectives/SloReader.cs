using SreService.Probes;
using SreService.Scraping;
using SreService.Slices;

namespace SreService.Objectives;

/// <summary>Builds reports of the objectives.</summary>
internal sealed class SloReader(
    SloList slos, Catalogue catalogue, RecentCounts recent, Storage storage, ProbeSettings probes,
    ScrapingSettings scraping, QueryProblems problems, Replicas replicas, Provenance provenance)
{
    public SlosReport All() => new(
        provenance.Now, provenance.DataAgeSeconds, provenance.Leader, StorageReport.Of(storage.State),
        ConfigurationReport.Of(catalogue), [.. slos.Current.Select(Report)]);

    /// <returns>Null when there is no such objective.</returns>
    public ObjectiveReport? Find(string id) => slos.Find(id) is { } slo ? Report(slo) : null;

    public ObjectiveReport Report(SloStatus slo)
    {
        var report = slo.Report(slos.FindPrevious(slo.Objective.Id), NoDataReason(slo.Objective));
        return replicas.Stale && report.SliValue is not null
            ? report with { Status = "unknown", Reason = Replicas.NoRecentRound }
            : report;
    }

    private string? NoDataReason(Objective objective) =>
        !recent.HistoryLoaded ? "stored slices are not loaded yet"
        : probes.Target is null && objective.Indicator.CountsProbes ? "no probe target is configured"
        : objective.Indicator.Query is not { } query ? null
        : scraping.Source == ScrapeSource.Prometheus ? problems.Reasons.GetValueOrDefault(query.Key)
        : "its indicator is a PromQL query, which needs Scraping:Source=Prometheus";
}
