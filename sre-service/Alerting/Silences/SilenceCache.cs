namespace SreService.Alerting.Silences;

/// <summary>Silences and acknowledgements in memory, as last read from the database.</summary>
internal sealed class SilenceCache
{
    private volatile Entries _current = new([], []);

    public IReadOnlyList<Silence> Silences => _current.Silences;

    public void Replace(IReadOnlyList<Silence> silences, IReadOnlyList<Acknowledgement> acknowledgements) =>
        _current = new(silences, acknowledgements);

    /// <returns>The alerts with their silences and acknowledgements.</returns>
    public AlertList Applied(AlertList alerts, DateTimeOffset now)
    {
        var (silences, acknowledgements) = _current;
        return alerts with { Alerts = [.. alerts.Alerts.Select(Applied)] };

        Alert Applied(Alert alert)
        {
            var silence = silences.FirstOrDefault(silence => silence.Matches(alert, now));
            return alert with
            {
                SilencedBy = silence?.Author,
                SilencedUntil = silence?.Until,
                AcknowledgedBy = acknowledgements.FirstOrDefault(one => one.IsOf(alert))?.Author,
            };
        }
    }

    private sealed record Entries(IReadOnlyList<Silence> Silences, IReadOnlyList<Acknowledgement> Acknowledgements);
}
