using Platform.Management;
using Platform.Problems;
using Platform.Requests;
using SreService.Alerting.Rules;

namespace SreService.Alerting.Silences;

/// <summary>
/// Operator commands on the management port: <c>POST /internal/silences</c>, <c>/internal/silences/end</c> and
/// <c>/internal/acknowledgements</c>. Each is stored with its author.
/// </summary>
internal sealed class SilenceManagementEndpoints(
    OperatorKey key, SilenceStore store, AlertList alerts, SilenceNotes notes, TimeProvider clock)
{
    public const string SilencesPath = "/internal/silences";
    public const string EndPath = "/internal/silences/end";
    public const string AcknowledgementsPath = "/internal/acknowledgements";

    private const int MaxNameLength = 128;
    private const int MaxTextLength = 1000;

    /// <summary>A forgotten silence hides the next outage.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromDays(30);

    public Task SilenceAsync(HttpContext context) => AuthorizedPost.AnswerAsync(
        context, key, SilenceOf,
        async (silence, token) => await store.AddAsync(silence, token) is { } added
            ? TypedResults.Json(
                notes.Noted(added, clock.GetUtcNow()), SilencesJson.Default.Silence,
                statusCode: StatusCodes.Status201Created)
            : KnownProblems.ServiceUnavailable);

    public Task EndSilenceAsync(HttpContext context) => AuthorizedPost.AnswerAsync(
        context, key,
        members => new SilenceEnd(members.Number("id", 1, long.MaxValue), members.Text("author", MaxNameLength)),
        async (end, token) => await store.EndAsync(end.Id, end.Author, token) switch
        {
            true => null,
            false => KnownProblems.NotFound,
            _ => KnownProblems.ServiceUnavailable,
        });

    public Task AcknowledgeAsync(HttpContext context) => AuthorizedPost.AnswerAsync(
        context, key,
        members => new Acknowledgement(
            members.Text("rule", MaxNameLength), members.Text("subject", MaxTextLength), default,
            members.Text("author", MaxNameLength), clock.GetUtcNow(), members.OptionalText("note", MaxTextLength)),
        async (acknowledgement, token) =>
            alerts.Alerts.FirstOrDefault(
                alert => alert.Key == (acknowledgement.Rule, acknowledgement.Subject))?.FiringSince is not { } since
                ? KnownProblems.NotFound
                : await store.AddAsync(acknowledgement with { FiringSince = since }, token) ? null
                : KnownProblems.ServiceUnavailable);

    private Silence SilenceOf(JsonMembers members)
    {
        var now = clock.GetUtcNow();
        var silence = new Silence(
            0, members.OptionalText("rule", MaxNameLength), members.OptionalText("component", MaxNameLength),
            members.OptionalText("subject", MaxTextLength), members.Text("author", MaxNameLength),
            members.Text("reason", MaxTextLength), now, members.Time("until"), null, null);
        if (silence.Rule is { } rule && !members.Errors.Has("rule") && !AlertRules.Names.Contains(rule))
        {
            members.Errors.Add("rule", $"must be one of {string.Join(", ", AlertRules.Names)}.");
        }

        if ((silence.Rule ?? silence.Component ?? silence.Subject) is null)
        {
            members.Errors.Add("rule", "or component or subject is required: a silence must not match every alert.");
        }

        return !members.Errors.Has("until") && (silence.Until <= now || silence.Until > now + LongestSilence)
            ? members.Errors.Add("until", $"must lie within the next {LongestSilence.Days} days.", silence)
            : silence;
    }

    private sealed record SilenceEnd(long Id, string Author);
}
