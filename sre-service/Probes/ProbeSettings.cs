using System.ComponentModel.DataAnnotations;

namespace SreService.Probes;

/// <summary>Section <c>Probes</c>.</summary>
public sealed class ProbeSettings
{
    public const string Section = "Probes";

    /// <summary>The gateway's base address as users reach it; without it nothing is probed.</summary>
    public Uri? Target { get; set; }

    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>A request that takes longer has failed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:30")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long after the start a gateway that has not answered yet is believed to be starting as well.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan StartupGrace { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A certificate that expires within fewer days fails every probe; 0 asks for none.</summary>
    [Range(0, 365)]
    public int CertificateDays { get; set; }

    /// <summary>What is asked for, each at every interval.</summary>
    [MinLength(1)]
    public string[] Paths { get; set; } = ["/api/users"];

    /// <summary>What users do, step by step.</summary>
    public List<ProbeSuiteSettings> Suites { get; set; } = [];

    /// <summary>Each path as a suite of one step, and the others.</summary>
    internal IEnumerable<ProbeSuiteSettings> All =>
    [
        .. Paths.Select(path => new ProbeSuiteSettings { Name = path, Every = Interval, Steps = [new() { Name = "", Path = path }] }),
        .. Suites,
    ];

    /// <summary>With two slashes it would name another host.</summary>
    internal static bool IsPath(string path) => path.StartsWith('/') && !path.StartsWith("//", StringComparison.Ordinal);

    internal IEnumerable<(string Key, string Problem)> Problems()
    {
        if (Target is not null && Target is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
        {
            yield return ($"{Section}:{nameof(Target)}", "must be a URL such as http://gateway:8080.");
        }

        if (Timeout >= Interval)
        {
            yield return ($"{Section}:{nameof(Timeout)}", $"must be shorter than {Section}:{nameof(Interval)}.");
        }

        if (CertificateDays > 0 && Target?.Scheme == "http")
        {
            yield return ($"{Section}:{nameof(CertificateDays)}", "needs a target with https.");
        }

        for (var index = 0; index < Paths.Length; index++)
        {
            if (!IsPath(Paths[index]))
            {
                yield return ($"{Section}:{nameof(Paths)}:{index}", "must begin with / and not with //.");
            }
        }

        foreach (var (index, suite) in Suites.Index())
        {
            foreach (var (key, problem) in suite.Problems())
            {
                yield return ($"{Section}:{nameof(Suites)}:{index}:{key}", problem);
            }

            if (Suites.Take(index).Any(earlier => earlier.Name == suite.Name))
            {
                yield return ($"{Section}:{nameof(Suites)}:{index}:{nameof(suite.Name)}", $"'{suite.Name}' is the name of another suite.");
            }
        }
    }
}

/// <summary>One of <c>Probes:Suites</c>.</summary>
public sealed class ProbeSuiteSettings
{
    /// <summary>Its name on every page: lower case letters, digits, hyphens.</summary>
    public string Name { get; set; } = "";

    public TimeSpan Every { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>One after the other; after one that fails only those that always run.</summary>
    public List<ProbeStepSettings> Steps { get; set; } = [];

    internal IEnumerable<(string Key, string Problem)> Problems()
    {
        if (Name.Length is 0 or > 40 || !Name.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-'))
        {
            yield return (nameof(Name), "must be 1 to 40 lower case letters, digits and hyphens.");
        }

        if (Every < TimeSpan.FromSeconds(1) || Every > TimeSpan.FromHours(1))
        {
            yield return (nameof(Every), "must be from 00:00:01 to 01:00:00.");
        }

        if (Steps.Count == 0)
        {
            yield return (nameof(Steps), "are missing.");
        }

        foreach (var (index, step) in Steps.Index())
        {
            if (step.Name.Length is 0 or > 40)
            {
                yield return ($"{nameof(Steps)}:{index}:{nameof(step.Name)}", "must be 1 to 40 characters.");
            }

            if (!ProbeSettings.IsPath(step.Path))
            {
                yield return ($"{nameof(Steps)}:{index}:{nameof(step.Path)}", "must begin with / and not with //.");
            }

            if (step.Status is < 100 or > 599)
            {
                yield return ($"{nameof(Steps)}:{index}:{nameof(step.Status)}", "must be a number from 100 to 599.");
            }
        }
    }
}

/// <summary>
/// One of a suite's <c>Steps</c>: a request, and what must be true of its answer. In path and body <c>{unique}</c> is a
/// word that was never used, and <c>{name}</c> what an earlier step kept under that name.
/// </summary>
public sealed class ProbeStepSettings
{
    public string Name { get; set; } = "";

    public string Method { get; set; } = "GET";

    public string Path { get; set; } = "";

    /// <summary>JSON.</summary>
    public string? Body { get; set; }

    /// <summary>The status that must come; any 2xx when absent.</summary>
    public int? Status { get; set; }

    /// <summary>A text that must be in the body.</summary>
    public string? Contains { get; set; }

    /// <summary>How long the answer may take.</summary>
    public TimeSpan? Within { get; set; }

    /// <summary>Name to a member of the answer's JSON that later steps need.</summary>
    public Dictionary<string, string> Keep { get; set; } = [];

    /// <summary>Whether it runs after a failure as well, as cleaning up must.</summary>
    public bool Always { get; set; }
}
