using System.Globalization;
using System.Text.Json.Serialization;

namespace SreService.Scraping;

/// <summary>A process that started, by deploy, by scaling or after a crash.</summary>
internal sealed record RecentStart(string Service, string Instance, string Version, DateTimeOffset StartedAt)
{
    private const int Most = 20;

    [JsonIgnore]
    public string Text => string.Create(
        CultureInfo.InvariantCulture, $"{Service} {Version} ({Instance}) started {StartedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z");

    public static readonly TimeSpan Lately = TimeSpan.FromDays(1);

    public static IEnumerable<RecentStart> Of(IEnumerable<Replica> replicas, DateTimeOffset now) => replicas
        .Select(replica => replica.Reading)
        .OfType<Reading>()
        .Where(reading => now - reading.Process.StartedAt < Lately)
        .OrderByDescending(reading => reading.Process.StartedAt)
        .Take(Most)
        .Select(reading => new RecentStart(
            reading.Process.Service, reading.Process.Instance, reading.Version, reading.Process.StartedAt));
}
