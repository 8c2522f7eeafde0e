using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SreService.Scraping.Prometheus;

/// <summary>What a Prometheus knows of one of its targets.</summary>
/// <param name="Job">The label that it gives to the target: the name of the service.</param>
/// <param name="Instance">The label that tells targets of a job apart.</param>
internal sealed record ScrapedTarget(string Job, string Instance)
{
    private readonly StringBuilder _page = new();

    /// <summary>When it was read last; null when that is not known.</summary>
    public DateTimeOffset? ReadAt { get; private set; }

    /// <summary>Whether that succeeded.</summary>
    public bool IsUp { get; private set; }

    /// <summary>What it said then, as it may have said it.</summary>
    public string Page => _page.ToString();

    /// <summary>Takes one sample.</summary>
    /// <param name="metric">All labels, the name among them.</param>
    /// <param name="value">As Prometheus writes it.</param>
    public void Take(JsonElement metric, string value)
    {
        if (metric.TryGetProperty(PrometheusQuery.ReadAtLabel, out _))
        {
            ReadAt = TimeOf(value);
            return;
        }

        var name = metric.GetProperty("__name__").GetString()!;
        if (name == "up")
        {
            IsUp = value == "1";
            return;
        }

        var labels =
            from label in metric.EnumerateObject()
            where label.Name is not ("__name__" or "job" or "instance")
            select $"{Own(label.Name)}=\"{Series.Escape(label.Value.GetString()!)}\"";
        _page.Append(CultureInfo.InvariantCulture, $"{name}{{{string.Join(',', labels)}}} {value}\n");
    }

    /// <summary>A label that a target has of its own beside one that Prometheus gave gets another name there.</summary>
    private static string Own(string label) => label switch
    {
        "exported_job" => "job",
        "exported_instance" => "instance",
        _ => label,
    };

    private static DateTimeOffset? TimeOf(string seconds) =>
        double.TryParse(seconds, NumberStyles.Float, CultureInfo.InvariantCulture, out var time) && time is >= 0 and < 1e11
            ? DateTimeOffset.UnixEpoch.AddMilliseconds(Math.Round(time * 1000))
            : null;
}

/// <summary>An answer of <c>/api/v1/query</c> with an instant vector.</summary>
internal static class PrometheusAnswer
{
    /// <returns>Its samples by target; null when it is no such answer.</returns>
    public static async Task<IReadOnlyCollection<ScrapedTarget>?> ReadAsync(
        Stream body, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await JsonDocument.ParseAsync(body, default, cancellationToken);
            return answer.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.GetProperty("data") is var data && data.GetProperty("resultType").GetString() == "vector"
                ? Targets(data.GetProperty("result"))
                : null;
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    private static List<ScrapedTarget> Targets(JsonElement samples)
    {
        var targets = new Dictionary<(string, string), ScrapedTarget>();
        foreach (var sample in samples.EnumerateArray())
        {
            var metric = sample.GetProperty("metric");
            var (job, instance) = (metric.GetProperty("job").GetString()!, metric.GetProperty("instance").GetString()!);
            if (!targets.TryGetValue((job, instance), out var target))
            {
                targets[(job, instance)] = target = new ScrapedTarget(job, instance);
            }

            target.Take(metric, sample.GetProperty("value")[1].GetString()!);
        }

        return [.. targets.Values];
    }
}
