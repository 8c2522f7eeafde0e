namespace SreService.Incidents;

/// <summary>What people said of incidents that go on or ended within a day, as the database last told.</summary>
internal sealed class IncidentEntryCache
{
    private volatile Content _current = new([], []);

    public IReadOnlyList<IncidentEntry> Entries => _current.Entries;

    /// <summary>Those of them that somebody opened by hand.</summary>
    public IReadOnlyList<Incident> ByHand => _current.ByHand;

    public void Replace(IReadOnlyList<IncidentEntry> entries, IReadOnlyList<Incident> byHand) => _current = new(entries, byHand);

    private sealed record Content(IReadOnlyList<IncidentEntry> Entries, IReadOnlyList<Incident> ByHand);
}
