using System.ComponentModel.DataAnnotations;
using Platform.Configuration;

namespace SreService.Probes;

/// <summary>Section <c>Probes</c>: synthetic requests to the gateway.</summary>
public sealed class ProbeSettings : ICheckedSettings
{
    public const string Section = "Probes";

    /// <summary>Base address of the gateway as users reach it; null disables probes.</summary>
    public Uri? Target { get; set; }

    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>A probe that takes longer fails.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:30")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long after its own start the prober waits for a first success before it counts failures.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan StartupGrace { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Probes fail if the certificate expires within this number of days; 0 disables the check.</summary>
    [Range(0, 365)]
    public int CertificateDays { get; set; }

    /// <summary>Paths to request at every interval.</summary>
    [MinLength(1)]
    public string[] Paths { get; set; } = ["/api/users"];

    /// <summary>Multi-step probes.</summary>
    public List<ProbeSuiteSettings> Suites { get; set; } = [];

    /// <summary>All suites; each path is a suite of one step.</summary>
    internal IEnumerable<ProbeSuiteSettings> All =>
    [
        .. Paths.Select(path =>
            new ProbeSuiteSettings { Name = path, Every = Interval, Steps = [new() { Name = "", Path = path }] }),
        .. Suites,
    ];

    /// <summary>A path with two leading slashes would name another host.</summary>
    internal static bool IsPath(string path) =>
        path.StartsWith('/') && !path.StartsWith("//", StringComparison.Ordinal);

    public IEnumerable<(string Key, string Problem)> Problems()
    {
        if (Target is not null && Target is not { IsAbsoluteUri: true, Scheme: "http" or "https" })
        {
            yield return (nameof(Target), "must be a URL such as http://gateway:8080.");
        }

        if (Timeout >= Interval)
        {
            yield return (nameof(Timeout), $"must be shorter than {Section}:{nameof(Interval)}.");
        }

        if (CertificateDays > 0 && Target?.Scheme == "http")
        {
            yield return (nameof(CertificateDays), "needs a target with https.");
        }

        for (var index = 0; index < Paths.Length; index++)
        {
            if (!IsPath(Paths[index]))
            {
                yield return ($"{nameof(Paths)}:{index}", "must begin with / and not with //.");
            }
        }

        foreach (var (index, suite) in Suites.Index())
        {
            foreach (var (key, problem) in suite.Problems())
            {
                yield return ($"{nameof(Suites)}:{index}:{key}", problem);
            }

            if (Suites.Take(index).Any(earlier => earlier.Name == suite.Name))
            {
                yield return (
                    $"{nameof(Suites)}:{index}:{nameof(suite.Name)}", $"'{suite.Name}' is the name of another suite.");
            }
        }
    }
}

/// <summary>One of <c>Probes:Suites</c>.</summary>
public sealed class ProbeSuiteSettings
{
    private const int MaxNameLength = 40;

    /// <summary>Lower case letters, digits and hyphens.</summary>
    public string Name { get; set; } = "";

    public TimeSpan Every { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>In order; after a failure only steps with <see cref="ProbeStepSettings.Always"/> run.</summary>
    public List<ProbeStepSettings> Steps { get; set; } = [];

    internal IEnumerable<(string Key, string Problem)> Problems()
    {
        if (Slug.Problem(Name, MaxNameLength) is { } problem)
        {
            yield return (nameof(Name), problem);
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
            if (step.Name.Length is 0 or > MaxNameLength)
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
/// One of a suite's <c>Steps</c>: a request and checks of its response. In path and body <c>{unique}</c> is a
/// random word, and <c>{name}</c> a value that an earlier step kept.
/// </summary>
public sealed class ProbeStepSettings
{
    public string Name { get; set; } = "";

    public string Method { get; set; } = "GET";

    public string Path { get; set; } = "";

    /// <summary>JSON.</summary>
    public string? Body { get; set; }

    /// <summary>Expected status; any 2xx if null.</summary>
    public int? Status { get; set; }

    /// <summary>Text that the body must contain.</summary>
    public string? Contains { get; set; }

    /// <summary>Longest response time.</summary>
    public TimeSpan? Within { get; set; }

    /// <summary>Members of the response's JSON to keep for later steps, by name.</summary>
    public Dictionary<string, string> Keep { get; set; } = [];

    /// <summary>Whether it also runs after a failure, for example to clean up.</summary>
    public bool Always { get; set; }
}
