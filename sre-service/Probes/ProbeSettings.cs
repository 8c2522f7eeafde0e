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

    /// <summary>A probe that takes longer has failed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:30")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How long after the start a gateway that has not answered yet is believed to be starting as well.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan StartupGrace { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>What is asked for, each at every interval.</summary>
    [MinLength(1)]
    public string[] Paths { get; set; } = ["/api/users"];

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

        for (var index = 0; index < Paths.Length; index++)
        {
            if (!Paths[index].StartsWith('/'))
            {
                yield return ($"{Section}:{nameof(Paths)}:{index}", "must begin with /.");
            }
        }
    }
}
