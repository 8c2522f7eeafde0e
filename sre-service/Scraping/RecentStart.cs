using System.Text.Json.Serialization;

namespace SreService.Scraping;

/// <summary>A process that started within the last day: a deployment, scaling or a crash.</summary>
internal sealed record RecentStart(string Service, string Instance, string Version, DateTimeOffset StartedAt)
{
    private const int Most = 20;

    [JsonIgnore]
    public string Text =>
        Invariant($"{Service} {Version} ({Instance}) started {StartedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z");

    public static readonly TimeSpan Recent = TimeSpan.FromDays(1);

    public static IEnumerable<RecentStart> Of(IEnumerable<Replica> replicas, DateTimeOffset now) => replicas
        .Select(replica => replica.Scrape)
        .OfType<Scrape>()
        .Where(scrape => now - scrape.Process.StartedAt < Recent)
        .OrderByDescending(scrape => scrape.Process.StartedAt)
        .Take(Most)
        .Select(scrape => new RecentStart(
            scrape.Process.Service, scrape.Process.Instance, scrape.Version, scrape.Process.StartedAt));
}
