using Platform.Management;
using Platform.Problems;
using Platform.Requests;
using SreService.Metrics;
using SreService.Scraping;

namespace SreService.Deploys;

/// <summary>
/// <c>POST /internal/deploy-overrides</c> on the management port: an operator allows the deploys of a service for a
/// time. It is stored with its author and reason, and shown in the timeline.
/// </summary>
internal sealed class DeployManagementEndpoints(
    OperatorKey key, DeployStore store, Replicas replicas, TimeProvider clock)
{
    public const string Path = "/internal/deploy-overrides";

    private const int MaxNameLength = 128;
    private const int MaxTextLength = 1000;

    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    public Task OverrideAsync(HttpContext context) => AuthorizedPost.AnswerAsync(
        context, key, OverrideOf,
        async (added, token) => await store.AddAsync(added, token)
            ? TypedResults.Json(
                added, DeploysJson.Default.DeployOverride, statusCode: StatusCodes.Status201Created)
            : KnownProblems.ServiceUnavailable);

    private DeployOverride OverrideOf(JsonMembers members)
    {
        var (now, services) = (clock.GetUtcNow(), MetricsReports.Services(replicas));
        var added = new DeployOverride(
            members.Text("service", MaxNameLength), members.Text("author", MaxNameLength),
            members.Text("reason", MaxTextLength), now, members.Time("until"));
        if (!services.Contains(added.Service))
        {
            members.Errors.Add("service", $"must be one of {string.Join(", ", services)}.");
        }

        return !members.Errors.Has("until") && (added.Until <= now || added.Until > now + Longest)
            ? members.Errors.Add("until", $"must lie within the next {Longest.Days} days.", added)
            : added;
    }
}
