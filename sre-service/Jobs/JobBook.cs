using System.ComponentModel;

namespace SreService.Jobs;

/// <summary>A job reported that it succeeded or failed.</summary>
internal sealed record JobHeartbeat(string Name, DateTimeOffset At, bool Succeeded, string? Message);

/// <summary>An expected job and its last heartbeat.</summary>
internal sealed record JobState(
    string Name,
    [property: Description("Last heartbeat; null if there was none.")] DateTimeOffset? LastAt,
    [property: Description("Result of the last heartbeat; null if there was none.")] bool? Succeeded,
    string? Message,
    [property: Description("When the next heartbeat is overdue.")] DateTimeOffset DueAt);

/// <summary>The last heartbeat of each job, as last read from the database.</summary>
internal sealed class JobBook(JobSettings settings, TimeProvider clock)
{
    // A job without any heartbeat is due from the start of this process.
    private readonly DateTimeOffset _listeningSince = clock.GetUtcNow();
    private volatile IReadOnlyDictionary<string, JobHeartbeat> _last = new Dictionary<string, JobHeartbeat>();

    public IReadOnlyList<JobState> Jobs => [.. settings.Expected.Select(StateOf)];

    public bool Expects(string name) => settings.Expected.Any(job => job.Name == name);

    public void Replace(IEnumerable<JobHeartbeat> last) => _last = last.ToDictionary(heartbeat => heartbeat.Name);

    private JobState StateOf(ExpectedJob job)
    {
        var last = _last.GetValueOrDefault(job.Name);
        return new(job.Name, last?.At, last?.Succeeded, last?.Message,
            (last?.At ?? _listeningSince) + job.Every + job.Grace);
    }
}
