using System.ComponentModel.DataAnnotations;

namespace SreService.Jobs;

/// <summary>Section <c>Jobs</c>: work that is done now and then, and says when it was.</summary>
public sealed class JobSettings
{
    public const string Section = "Jobs";

    [MaxLength(100)]
    public List<ExpectedJob> Expected { get; set; } = [];

    internal IEnumerable<(string Key, string Problem)> Problems()
    {
        foreach (var (index, job) in Expected.Index())
        {
            if (job.Name.Length is 0 or > 60 || !job.Name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-'))
            {
                yield return ($"{Section}:{nameof(Expected)}:{index}:{nameof(job.Name)}", "must be 1 to 60 lower case letters, digits and hyphens.");
            }

            if (job.Every < TimeSpan.FromMinutes(1) || job.Grace < TimeSpan.Zero)
            {
                yield return ($"{Section}:{nameof(Expected)}:{index}:{nameof(job.Every)}", "must be at least 00:01:00, and Grace not negative.");
            }

            if (Expected.Take(index).Any(earlier => earlier.Name == job.Name))
            {
                yield return ($"{Section}:{nameof(Expected)}:{index}:{nameof(job.Name)}", $"'{job.Name}' is the name of another job.");
            }
        }
    }
}

/// <summary>One of <c>Jobs:Expected</c>.</summary>
public sealed class ExpectedJob
{
    public string Name { get; set; } = "";

    /// <summary>How often it is done.</summary>
    public TimeSpan Every { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How late it may be.</summary>
    public TimeSpan Grace { get; set; } = TimeSpan.FromMinutes(10);
}
