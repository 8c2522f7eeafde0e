using System.ComponentModel;

namespace SreService.Alerting.Silences;

/// <summary>The answer of <c>GET /sre/silences</c>.</summary>
internal sealed record SilencesReport(
    DateTimeOffset Timestamp,
    [property: Description("Those that go on and those that ended within 30 days, the newest first.")]
    IReadOnlyList<Silence> Silences);
