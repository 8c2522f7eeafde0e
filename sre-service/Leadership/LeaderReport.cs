using System.ComponentModel;

namespace SreService.Leadership;

/// <summary>Whose measurement an answer shows.</summary>
internal sealed record LeaderReport(
    [property: Description("The replica of sre-service that reads, counts and writes; null while none is known.")]
    string? Instance,
    [property: Description("When it began.")] DateTimeOffset? Since,
    [property: Description("The replica that gives this answer.")] string AnsweredBy,
    [property: Description("What that one does: evaluating; following, it shows what the evaluator wrote; detached, it evaluated when the database went away and goes on in memory; undecided, it has not reached the database yet.")]
    LeadershipRole Role)
{
    public static LeaderReport Of(LeadershipState state, string self) => new(state.Holder, state.Since, self, state.Role);
}
