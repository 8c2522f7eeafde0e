using System.Globalization;
using System.Text;
using SreService.Counting;

namespace SreService.Tests.Scraping;

/// <summary>What a replica of ours shows at <c>/metrics</c>; the test sets what it has counted.</summary>
internal sealed class ReplicaText(string service, string instance, DateTimeOffset startedAt)
{
    private readonly Dictionary<string, List<double>> _durations = [];
    private readonly Dictionary<string, double> _values = [];

    public ReplicaText Answered(
        int times, double seconds, string outcome = "good", string reason = "", string route = "/api/users")
    {
        var labels = $"http_request_method=\"GET\",http_route=\"{route}\",outcome=\"{outcome}\",reason=\"{reason}\"";
        _durations.TryAdd(labels, []);
        _durations[labels].AddRange(Enumerable.Repeat(seconds, times));
        return this;
    }

    public ReplicaText Set(string series, double value)
    {
        _values[series] = value;
        return this;
    }

    public ReplicaText Add(string series, double value) => Set(series, _values.GetValueOrDefault(series) + value);

    public override string ToString()
    {
        var text = new StringBuilder("# TYPE target_info gauge\n");
        var target = $"service_name=\"{service}\",service_version=\"1.2.3\",service_instance_id=\"{instance}\"";
        text.Append(CultureInfo.InvariantCulture, $"target_info{{{target}}} 1\n");
        var start = startedAt.ToUnixTimeMilliseconds() / 1000.0;
        text.Append(CultureInfo.InvariantCulture, $"process_start_time_seconds {start}\n");
        foreach (var (series, value) in _values)
        {
            text.Append(CultureInfo.InvariantCulture, $"{series} {value}\n");
        }

        foreach (var (labels, durations) in _durations)
        {
            Append(text, labels, durations);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, string labels, List<double> durations)
    {
        const string Name = "http_server_request_duration_seconds";
        foreach (var edge in DurationEdges.Seconds)
        {
            var count = durations.Count(duration => duration <= edge);
            text.Append(CultureInfo.InvariantCulture, $"{Name}_bucket{{{labels},le=\"{edge}\"}} {count}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"{Name}_bucket{{{labels},le=\"+Inf\"}} {durations.Count}\n");
        text.Append(CultureInfo.InvariantCulture, $"{Name}_sum{{{labels}}} {durations.Sum()}\n");
        text.Append(CultureInfo.InvariantCulture, $"{Name}_count{{{labels}}} {durations.Count}\n");
    }
}
