using SreService.Jobs;

namespace SreService.Alerting.Rules;

/// <summary>A job failed, or sent no heartbeat in time.</summary>
internal sealed class JobMissed : AlertRule
{
    public override string Name => "job_missed";

    public override int Order => 120;

    public override IEnumerable<RuleEvaluation> Evaluate(AlertFacts facts) =>
        facts.Jobs.Select(job => new RuleEvaluation(
            Name, "jobs", job.Name,
            // Heartbeats are in the database.
            !facts.Storage.Available ? Finding.NoData
                : job.Succeeded == false || facts.At > job.DueAt ? Finding.Firing
                : Finding.Inactive,
            Severity.Warning,
            !facts.Storage.Available ? "The database with the heartbeats of jobs is not available"
                : job.Succeeded == false ? $"Job {job.Name} failed{(job.Message is null ? "" : $": {job.Message}")}"
                : $"Job {job.Name} was due at {Time(job.DueAt)}; last heartbeat: {LastHeartbeat(job)}"));

    private static string LastHeartbeat(JobState job) => job.LastAt is { } last ? Time(last) : "none";

    private static string Time(DateTimeOffset at) => Invariant($"{at.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC");
}
