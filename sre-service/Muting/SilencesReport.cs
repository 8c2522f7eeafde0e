using System.ComponentModel;

namespace SreService.Muting;

/// <summary>The answer of <c>GET /sre/silences</c>.</summary>
internal sealed record SilencesReport(
    DateTimeOffset Timestamp,
    [property: Description("Those that go on and those that ended within 30 days, the newest first.")]
    IReadOnlyList<Silence> Silences);
