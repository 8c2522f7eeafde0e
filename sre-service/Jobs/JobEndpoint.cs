using Platform.Management;
using Platform.Problems;
using Platform.Requests;

namespace SreService.Jobs;

/// <summary><c>POST /internal/jobs</c> on the management port: a job reports that it succeeded or failed.</summary>
internal sealed class JobEndpoint(SystemKey key, JobStore store, JobBook book, TimeProvider clock)
{
    public const string Path = "/internal/jobs";

    private const int MaxNameLength = 60;
    private const int MaxTextLength = 500;

    public Task AnswerAsync(HttpContext context) => AuthorizedPost.AnswerAsync(
        context, key, HeartbeatOf,
        async (heartbeat, token) => await store.TakeAsync(heartbeat, token) ? null : KnownProblems.ServiceUnavailable);

    private JobHeartbeat HeartbeatOf(JsonMembers members)
    {
        var heartbeat = new JobHeartbeat(
            members.Text("name", MaxNameLength), clock.GetUtcNow(), members.OneOf<Result>("result") == Result.Succeeded,
            members.OptionalText("message", MaxTextLength));
        return !members.Errors.Has("name") && !book.Expects(heartbeat.Name)
            ? members.Errors.Add(
                "name", $"is not the name of a job in {JobSettings.Section}:{nameof(JobSettings.Expected)}.", heartbeat)
            : heartbeat;
    }

    private enum Result
    {
        Failed,
        Succeeded,
    }
}
