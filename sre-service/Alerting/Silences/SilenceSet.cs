namespace SreService.Alerting.Silences;

/// <summary>The silences and acknowledgements at one moment.</summary>
internal sealed record SilenceSet(
    IReadOnlyList<Silence> Silences, IReadOnlyList<Acknowledgement> Acknowledgements)
{
    public static SilenceSet None { get; } = new([], []);

    /// <returns>The alerts, with who silenced or acknowledged them.</returns>
    public AlertList Applied(AlertList alerts, DateTimeOffset now)
    {
        return alerts with { Alerts = [.. alerts.Alerts.Select(Applied)] };

        Alert Applied(Alert alert)
        {
            var silence = Silences.FirstOrDefault(silence => silence.Matches(alert, now));
            return alert with
            {
                SilencedBy = silence?.Author,
                SilencedUntil = silence?.Until,
                AcknowledgedBy = Acknowledgements.FirstOrDefault(one => one.IsOf(alert))?.Author,
            };
        }
    }
}
