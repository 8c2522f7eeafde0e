using System.ComponentModel;

namespace SreService.Alerting.Replay;

/// <summary>The answer of <c>GET /sre/slos/{id}/replay</c>.</summary>
internal sealed record ReplayReport(
    string Objective,
    DateTimeOffset From,
    DateTimeOffset Until,
    [property: Description("Percent of the minutes that were observed.")] double Coverage,
    [property: Description("Alerts of the requested rules.")] ReplayedRules Asked,
    [property: Description("Alerts of the current rules.")] ReplayedRules InForce);

internal sealed record ReplayedRules(
    [property: Description("Percent.")] double Target,
    [property: Description("Number of pages; pairs that fire at the same time page once.")] int Pages,
    int Tickets,
    IReadOnlyList<ReplayedPair> Pairs);

internal sealed record ReplayedPair(
    [property: Description("The pair as in the objective's file.")] string Pair,
    [property: Description("Minutes that were inconclusive for lack of data.")] int UndecidedMinutes,
    IReadOnlyList<Firing> Firings);

/// <summary>A time during which a pair would have fired.</summary>
internal sealed record Firing(
    DateTimeOffset From,
    [property: Description("When it resolved, or the end of the replay.")] DateTimeOffset Until,
    [property: Description("The highest burn rate over the long window.")] double PeakBurn);
