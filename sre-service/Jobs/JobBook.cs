using System.ComponentModel;

namespace SreService.Jobs;

/// <summary>A job said that it was done, or that it failed.</summary>
internal sealed record JobHeartbeat(string Name, DateTimeOffset At, bool Succeeded, string? Message);

/// <summary>A job that is expected, and what is known of it.</summary>
internal sealed record JobState(
    string Name,
    [property: Description("When it last said that it was done; null when it never did.")] DateTimeOffset? LastAt,
    [property: Description("Whether it succeeded then; null when it never said a word.")] bool? Succeeded,
    string? Message,
    [property: Description("When it is late, if it says nothing before.")] DateTimeOffset DueAt);

/// <summary>The last heartbeat of each job, as the database last told.</summary>
internal sealed class JobBook(JobSettings settings, TimeProvider clock)
{
    // One that was never heard is late from when somebody began to listen.
    private readonly DateTimeOffset _listeningSince = clock.GetUtcNow();
    private volatile IReadOnlyDictionary<string, JobHeartbeat> _last = new Dictionary<string, JobHeartbeat>();

    public IReadOnlyList<JobState> Jobs => [.. settings.Expected.Select(StateOf)];

    public bool Expects(string name) => settings.Expected.Any(job => job.Name == name);

    public void Replace(IEnumerable<JobHeartbeat> last) => _last = last.ToDictionary(heartbeat => heartbeat.Name);

    private JobState StateOf(ExpectedJob job)
    {
        var last = _last.GetValueOrDefault(job.Name);
        return new(job.Name, last?.At, last?.Succeeded, last?.Message, (last?.At ?? _listeningSince) + job.Every + job.Grace);
    }
}
