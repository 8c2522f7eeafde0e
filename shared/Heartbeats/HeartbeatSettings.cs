using System.ComponentModel.DataAnnotations;
using Platform.Configuration;

namespace Platform.Heartbeats;

/// <summary>Section <c>Heartbeat</c>: where this process sends heartbeats.</summary>
public sealed class HeartbeatSettings : ICheckedSettings
{
    public const string Section = "Heartbeat";

    /// <summary>
    /// Management addresses of sre-service, for example <c>http://sre-service:9090</c>: every replica behind a name
    /// gets them. No heartbeats are sent when the list is empty.
    /// </summary>
    public List<string> Targets { get; set; } = [];

    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long sending one heartbeat may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:30")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);

    public IEnumerable<(string Key, string Problem)> Problems()
    {
        for (var index = 0; index < Targets.Count; index++)
        {
            if (!Uri.TryCreate(Targets[index], UriKind.Absolute, out var address)
                || address is not { Scheme: "http", PathAndQuery: "/", UserInfo: "" })
            {
                yield return ($"{nameof(Targets)}:{index}", "must be a URL such as http://sre-service:9090.");
            }
        }
    }
}
