using System.Globalization;
using System.Text;
using System.Text.Json;

namespace SreService.Scraping.Prometheus;

/// <summary>The samples of one Prometheus target.</summary>
/// <param name="Job">The job label: the name of the service.</param>
internal sealed record ScrapedTarget(string Job, string Instance)
{
    private readonly StringBuilder _page = new();

    /// <summary>Time of its last scrape; null if unknown.</summary>
    public DateTimeOffset? ReadAt { get; private set; }

    /// <summary>Whether that succeeded.</summary>
    public bool IsUp { get; private set; }

    /// <summary>Its metrics, rebuilt as a page.</summary>
    public string Page => _page.ToString();

    /// <summary>Adds a sample.</summary>
    /// <param name="metric">All labels, including the name.</param>
    /// <param name="value">As written by Prometheus.</param>
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

    /// <summary>Prometheus renames a target's own label that conflicts with one of its own.</summary>
    private static string Own(string label) => label switch
    {
        "exported_job" => "job",
        "exported_instance" => "instance",
        _ => label,
    };

    private static DateTimeOffset? TimeOf(string seconds) =>
        double.TryParse(seconds, NumberStyles.Float, CultureInfo.InvariantCulture, out var time)
            && time is >= 0 and < 1e11
            ? DateTimeOffset.UnixEpoch.AddMilliseconds(Math.Round(time * 1000))
            : null;
}

/// <summary>An answer of <c>/api/v1/query</c> with an instant vector.</summary>
internal static class PrometheusAnswer
{
    /// <param name="read">Reads the samples.</param>
    /// <returns>Null if invalid.</returns>
    public static async Task<T?> ReadAsync<T>(
        Stream body, Func<JsonElement, T> read, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            using var answer = await JsonDocument.ParseAsync(body, default, cancellationToken);
            return answer.RootElement is { ValueKind: JsonValueKind.Object } root
                && root.GetProperty("data") is var data && data.GetProperty("resultType").GetString() == "vector"
                ? read(data.GetProperty("result"))
                : null;
        }
        catch (Exception error) when (
            error is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    /// <returns>The values of all samples.</returns>
    public static List<double> Values(JsonElement samples) =>
    [
        .. samples.EnumerateArray().Select(sample =>
            PrometheusText.TryReadNumber(sample.GetProperty("value")[1].GetString(), out var value)
                ? value
                : throw new JsonException("The value is not a number.")),
    ];

    /// <returns>The samples by target.</returns>
    public static IReadOnlyCollection<ScrapedTarget> Targets(JsonElement samples)
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
