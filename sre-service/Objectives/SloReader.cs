using SreService.Probes;
using SreService.Scraping;
using SreService.Slices;

namespace SreService.Objectives;

/// <summary>Reports of objectives as they stand now.</summary>
internal sealed class SloReader(
    ObjectiveBoard board, Catalogue catalogue, SliceBook book, Storage storage, ProbeSettings probes,
    Provenance provenance)
{
    public SlosReport All() => new(
        provenance.Now, provenance.DataAgeSeconds, provenance.Leader, StorageReport.Of(storage.State),
        ConfigurationReport.Of(catalogue), [.. board.All().Select(Report)]);

    /// <returns>Null when there is no such objective.</returns>
    public ObjectiveReport? Find(string id) => board.Find(id) is { } standing ? Report(standing) : null;

    public ObjectiveReport Report(Standing standing) => standing.Report(
        board.Before(standing.Objective.Id), NoDataReason(standing.Objective));

    private string? NoDataReason(Objective objective) =>
        !book.KnowsHistory ? "the slices written before are not read yet"
        : probes.Target is null && objective.Definition.CountsProbes ? "no probe target is configured"
        : null;
}
