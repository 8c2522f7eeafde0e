namespace SreService.Incidents;

/// <summary>What people said of incidents that are not over, as the database last told.</summary>
internal sealed class IncidentBook
{
    private volatile Pages _current = new([], []);

    public IReadOnlyList<IncidentEntry> Entries => _current.Entries;

    /// <summary>Those that somebody opened by hand and that are not over.</summary>
    public IReadOnlyList<Incident> ByHand => _current.ByHand;

    public void Replace(IReadOnlyList<IncidentEntry> entries, IReadOnlyList<Incident> byHand) => _current = new(entries, byHand);

    private sealed record Pages(IReadOnlyList<IncidentEntry> Entries, IReadOnlyList<Incident> ByHand);
}
