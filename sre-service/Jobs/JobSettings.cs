using System.ComponentModel.DataAnnotations;
using Platform.Configuration;

namespace SreService.Jobs;

/// <summary>Section <c>Jobs</c>: scheduled jobs that are expected to send heartbeats.</summary>
public sealed class JobSettings : ICheckedSettings
{
    public const string Section = "Jobs";

    private const int MaxNameLength = 60;

    [MaxLength(100)]
    public List<ExpectedJob> Expected { get; set; } = [];

    public IEnumerable<(string Key, string Problem)> Problems()
    {
        foreach (var (index, job) in Expected.Index())
        {
            if (Slug.Problem(job.Name, MaxNameLength) is { } problem)
            {
                yield return ($"{nameof(Expected)}:{index}:{nameof(job.Name)}", problem);
            }

            if (job.Every < TimeSpan.FromMinutes(1) || job.Grace < TimeSpan.Zero)
            {
                yield return (
                    $"{nameof(Expected)}:{index}:{nameof(job.Every)}",
                    "must be at least 00:01:00, and Grace not negative.");
            }

            if (Expected.Take(index).Any(earlier => earlier.Name == job.Name))
            {
                yield return (
                    $"{nameof(Expected)}:{index}:{nameof(job.Name)}", $"'{job.Name}' is the name of another job.");
            }
        }
    }
}

/// <summary>One of <c>Jobs:Expected</c>.</summary>
public sealed class ExpectedJob
{
    public string Name { get; set; } = "";

    /// <summary>Interval between runs.</summary>
    public TimeSpan Every { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How late a heartbeat may be.</summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromMinutes(10);
}
