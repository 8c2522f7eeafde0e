using Platform.Management;
using Platform.Problems;
using Platform.Requests;
using SreService.Objectives;

namespace SreService.Ledger;

/// <summary>
/// Corrections, on the management port: <c>POST /internal/ledger/corrections</c>. The newest holds; all of them, with who
/// said so and why, stay.
/// </summary>
internal sealed class LedgerCorrectionEndpoint(TrafficKey key, LedgerStore ledger, ObjectiveBoard objectives, TimeProvider clock)
{
    public const string Path = "/internal/ledger/corrections";

    private const int LongestName = 128;
    private const int LongestText = 1000;

    public Task CorrectAsync(HttpContext context) => Admission.AnswerAsync(
        context, key, Read, async (said, token) => await ledger.CorrectAsync(said, token) ? null : KnownProblems.ServiceUnavailable);

    private Correction Read(JsonMembers members)
    {
        var correction = new Correction(
            members.Text("objective", LongestName), members.Time("from"), members.Time("until"), members.OneOf<Cause>("cause"),
            members.OptionalText("reference", LongestText), members.Text("author", LongestName), members.Text("reason", LongestText),
            clock.GetUtcNow());
        if (!members.Errors.Has("objective") && objectives.Find(correction.Objective) is null)
        {
            members.Errors.Add("objective", "must be the id of an objective.");
        }

        return !members.Errors.Has("until") && correction.Until <= correction.From
            ? members.Errors.Add("until", "must come after from.", correction)
            : correction;
    }
}
