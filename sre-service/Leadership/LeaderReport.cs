using System.ComponentModel;

namespace SreService.Leadership;

/// <summary>Which replica measured what an answer shows.</summary>
internal sealed record LeaderReport(
    [property: Description(
        "The leader: the replica of sre-service that scrapes, evaluates and writes; null while none is known.")]
    string? Instance,
    [property: Description("When its term began.")] DateTimeOffset? Since,
    [property: Description("The replica that answers this request.")] string AnsweredBy,
    [property: Description(
        "Role of the answering replica. evaluating: it is the leader. following: it shows what the leader wrote. "
        + "detached: it was the leader when the database became unavailable and continues in memory. "
        + "undecided: it has not reached the database yet.")]
    LeadershipRole Role)
{
    public static LeaderReport Of(LeadershipState state, string self) =>
        new(state.Holder, state.Since, self, state.Role);
}
