using System.ComponentModel;

namespace SreService.Evaluation;

/// <summary>Whose measurement an answer shows.</summary>
internal sealed record EvaluatorReport(
    [property: Description("The replica of sre-service that reads, counts and writes; null while none is known.")]
    string? Instance,
    [property: Description("When it began.")] DateTimeOffset? Since,
    [property: Description("The replica that gives this answer.")] string AnsweredBy,
    [property: Description("What that one does: evaluating; following, it shows what the evaluator wrote; detached, it evaluated when the database went away and goes on in memory; undecided, it has not reached the database yet.")]
    Role Role)
{
    public static EvaluatorReport Of(Seat seat, string self) => new(seat.Holder, seat.Since, self, seat.Role);
}
