namespace SreService.Incidents;

/// <summary>
/// Operators' entries about open incidents and those that resolved within a day, as last read from the database.
/// </summary>
internal sealed class IncidentEntryCache
{
    private volatile Content _current = new([], []);

    public IReadOnlyList<IncidentEntry> Entries => _current.Entries;

    /// <summary>Incidents that were opened manually.</summary>
    public IReadOnlyList<Incident> ByHand => _current.ByHand;

    public void Replace(IReadOnlyList<IncidentEntry> entries, IReadOnlyList<Incident> byHand) =>
        _current = new(entries, byHand);

    private sealed record Content(IReadOnlyList<IncidentEntry> Entries, IReadOnlyList<Incident> ByHand);
}
