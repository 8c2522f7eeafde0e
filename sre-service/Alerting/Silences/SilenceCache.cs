namespace SreService.Alerting.Silences;

/// <summary>Silences and acknowledgements in memory, as last read from the database.</summary>
internal sealed class SilenceCache
{
    private volatile SilenceSet _current = SilenceSet.None;

    public SilenceSet Current => _current;

    public void Replace(IReadOnlyList<Silence> silences, IReadOnlyList<Acknowledgement> acknowledgements) =>
        _current = new(silences, acknowledgements);
}
