using System.ComponentModel;

namespace SreService.Alerting.Replay;

/// <summary>The answer of <c>GET /sre/slos/{id}/replay</c>.</summary>
internal sealed record ReplayReport(
    string Objective,
    DateTimeOffset From,
    DateTimeOffset Until,
    [property: Description("Percent of the minutes of that time that were observed.")] double Coverage,
    [property: Description("What the rules that were asked for would have told.")] ReplayedRules Asked,
    [property: Description("What those in force would have told, as they are now.")] ReplayedRules InForce);

internal sealed record ReplayedRules(
    [property: Description("Percent.")] double Target,
    [property: Description("How often somebody would have been called: pairs that fire at once call once.")] int Pages,
    int Tickets,
    IReadOnlyList<ReplayedPair> Pairs);

internal sealed record ReplayedPair(
    [property: Description("As the objective's file writes it.")] string Pair,
    [property: Description("Minutes in which there was too little data to decide.")] int UndecidedMinutes,
    IReadOnlyList<Firing> Firings);

/// <summary>A time in which a pair would have fired.</summary>
internal sealed record Firing(
    DateTimeOffset From,
    [property: Description("Its end, or that of the replay.")] DateTimeOffset Until,
    [property: Description("The highest burn over the long window.")] double PeakBurn);
