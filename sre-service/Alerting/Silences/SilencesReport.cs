using System.ComponentModel;

namespace SreService.Alerting.Silences;

/// <summary>The answer of <c>GET /sre/silences</c>.</summary>
internal sealed record SilencesReport(
    DateTimeOffset Timestamp,
    [property: Description("Active silences and those that ended within 30 days, newest first.")]
    IReadOnlyList<Silence> Silences);
