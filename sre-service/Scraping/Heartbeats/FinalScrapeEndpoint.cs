using System.Net;
using Platform.Management;
using Platform.Problems;
using Platform.Requests;

namespace SreService.Scraping.Heartbeats;

/// <summary>
/// <c>POST /internal/last-readings</c> on the management port: the final metrics of an ending process,
/// under the same limits as a scrape.
/// </summary>
internal sealed class FinalScrapeEndpoint(
    SystemKey key, ScrapingSettings settings, ScrapeCache cache, FinalScrapes finalScrapes, Replicas replicas,
    ActiveTargets targets, TimeProvider clock)
{
    /// <summary>Events of one kind that a replica counts in a second: several times what the fastest can do.</summary>
    private const long MostPerSecond = 50_000;

    public Task AnswerAsync(HttpContext context) => AuthorizedPost.AnswerAsync(context, key, TakeAsync);

    private async Task<IResult?> TakeAsync(HttpContext context)
    {
        var page = new MetricsPage(cache, settings.MaxSeries);
        var read = await PageReader.ReadAsync(
            page, context.Request.Body, FormatOf(context), settings.MaxBytes, context.RequestAborted);
        return read switch
        {
            (IsTooLong: true, _) => AuthorizedPost.TooLarge,
            (_, Problem: { } problem) => Invalid(problem),
            _ => Take(page, AuthorizedPost.Sender(context)),
        };
    }

    private Problem? Take(MetricsPage page, IPAddress? sender) =>
        Scrape.From(page, clock.GetUtcNow(), skew: null) is not { } scrape
            ? Invalid("does not identify its process.")
        : !settings.Knows(scrape.Process.Service) ? Invalid("is from a service that is not monitored.")
        : ReplicaOf(scrape.Process) is not { } replica || !IsAt(replica, sender)
            ? Invalid("is not from a replica that was scraped at the sender's address.")
        : !IsPossible(scrape, replica.Scrape!) ? Invalid("counts more than is possible since the last scrape.")
        : finalScrapes.Add(replica.Target.Address, scrape) ? null
        : HeartbeatEndpoint.TooMany;

    private Replica? ReplicaOf(ProcessIdentity process) =>
        replicas.All.FirstOrDefault(replica => replica.Scrape?.Process == process);

    /// <summary>It was scraped there, or has announced itself from there.</summary>
    private bool IsAt(Replica replica, IPAddress? sender) => targets.Targets
        .Where(target => target.Heartbeat is { } heartbeat
            && heartbeat.Service == replica.Scrape!.Process.Service
            && heartbeat.Instance == replica.Scrape.Process.Instance)
        .Select(target => target.Address).Append(replica.Target.Address)
        .Any(address => IPAddress.TryParse(new Uri(address).Host, out var known) && known.Equals(sender));

    private static bool IsPossible(Scrape final, Scrape last)
    {
        // A scrape of another leader comes without counters.
        var since = last.Counters.Count > 0 ? last.At : final.Process.StartedAt;
        var seconds = Math.Max(1, (final.At - since).TotalSeconds);
        return final.Counters.All(
            counter => counter.Value.Count - (last.Counters.GetValueOrDefault(counter.Key)?.Count ?? 0)
                <= MostPerSecond * seconds);
    }

    private static Problem Invalid(string reason) =>
        AuthorizedPost.Invalid(new Dictionary<string, string[]> { ["body"] = [reason] });

    private static TextFormat FormatOf(HttpContext context) =>
        TextFormats.Of(context.Request.ContentType?.Split(';')[0].Trim());
}
