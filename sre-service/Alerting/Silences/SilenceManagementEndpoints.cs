using Platform.Management;
using Platform.Problems;
using Platform.Requests;

namespace SreService.Alerting.Silences;

/// <summary>
/// What operators say, on the management port: <c>POST /internal/silences</c>, <c>/internal/silences/end</c> and
/// <c>/internal/acknowledgements</c>. Who says it stands beside it for good.
/// </summary>
internal sealed class SilenceManagementEndpoints(TrafficKey key, SilenceStore store, AlertBoard alerts, TimeProvider clock)
{
    public const string SilencesPath = "/internal/silences";
    public const string EndPath = "/internal/silences/end";
    public const string AcknowledgementsPath = "/internal/acknowledgements";

    private const int LongestName = 128;
    private const int LongestText = 1000;

    /// <summary>Who wants longer says it again: a silence that nobody remembers hides the next outage.</summary>
    private static readonly TimeSpan LongestSilence = TimeSpan.FromDays(30);

    public Task SilenceAsync(HttpContext context) => Admission.AnswerAsync(context, key, SilenceOf, async (silence, token) =>
        await store.AddAsync(silence, token) is { } added
            ? TypedResults.Json(added, SilencesJson.Default.Silence, statusCode: StatusCodes.Status201Created)
            : KnownProblems.ServiceUnavailable);

    public Task EndSilenceAsync(HttpContext context) => Admission.AnswerAsync(
        context, key, members => new SilenceEnd(members.Number("id", 1, long.MaxValue), members.Text("author", LongestName)),
        async (end, token) => await store.EndAsync(end.Id, end.Author, token) switch
        {
            true => null,
            false => KnownProblems.NotFound,
            _ => KnownProblems.ServiceUnavailable,
        });

    public Task AcknowledgeAsync(HttpContext context) => Admission.AnswerAsync(
        context, key,
        members => new Acknowledgement(
            members.Text("rule", LongestName), members.Text("subject", LongestText), default,
            members.Text("author", LongestName), clock.GetUtcNow(), members.OptionalText("note", LongestText)),
        async (said, token) =>
            alerts.Current.Alerts.FirstOrDefault(alert => alert.Key == (said.Rule, said.Subject))?.FiringSince is not { } since
                ? KnownProblems.NotFound
                : await store.AddAsync(said with { FiringSince = since }, token) ? null
                : KnownProblems.ServiceUnavailable);

    private Silence SilenceOf(JsonMembers members)
    {
        var now = clock.GetUtcNow();
        var silence = new Silence(
            0, members.OptionalText("rule", LongestName), members.OptionalText("component", LongestName),
            members.OptionalText("subject", LongestText), members.Text("author", LongestName),
            members.Text("reason", LongestText), now, members.Time("until"), null, null);
        if (silence.Rule is { } rule && !members.Errors.Has("rule") && !AlertRules.Names.Contains(rule))
        {
            members.Errors.Add("rule", $"must be one of {string.Join(", ", AlertRules.Names)}.");
        }

        if ((silence.Rule ?? silence.Component ?? silence.Subject) is null)
        {
            members.Errors.Add("rule", "or component or subject is needed: nothing silences everything.");
        }

        return !members.Errors.Has("until") && (silence.Until <= now || silence.Until > now + LongestSilence)
            ? members.Errors.Add("until", $"must lie within the next {LongestSilence.Days} days.", silence)
            : silence;
    }

    private sealed record SilenceEnd(long Id, string Author);
}
