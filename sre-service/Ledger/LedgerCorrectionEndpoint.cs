using Platform.Management;
using Platform.Problems;
using Platform.Requests;
using SreService.Objectives;

namespace SreService.Ledger;

/// <summary>
/// Corrections of causes on the management port: <c>POST /internal/ledger/corrections</c>. The newest applies; all are
/// kept with author and reason.
/// </summary>
internal sealed class LedgerCorrectionEndpoint(
    OperatorKey key, LedgerStore ledger, Catalogue catalogue, TimeProvider clock)
{
    public const string Path = "/internal/ledger/corrections";

    private const int MaxNameLength = 128;
    private const int MaxTextLength = 1000;

    public Task CorrectAsync(HttpContext context) => AuthorizedPost.AnswerAsync(
        context, key, Read,
        async (correction, token) =>
            await ledger.CorrectAsync(correction, token) ? null : KnownProblems.ServiceUnavailable);

    private Correction Read(JsonMembers members)
    {
        var correction = new Correction(
            members.Text("objective", MaxNameLength), members.Time("from"), members.Time("until"),
            members.OneOf<Cause>("cause"),
            members.OptionalText("reference", MaxTextLength), members.Text("author", MaxNameLength),
            members.Text("reason", MaxTextLength),
            clock.GetUtcNow());
        if (!members.Errors.Has("objective")
            && catalogue.Current.Objectives.All(objective => objective.Id != correction.Objective))
        {
            members.Errors.Add("objective", "must be the id of an objective.");
        }

        return !members.Errors.Has("until") && correction.Until <= correction.From
            ? members.Errors.Add("until", "must be after from.", correction)
            : correction;
    }
}
