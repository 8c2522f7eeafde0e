using Platform.Management;
using Platform.Problems;
using Platform.Requests;

namespace SreService.Scraping.Heartbeats;

/// <summary>
/// <c>POST /internal/last-readings</c> on the management port: the final metrics of an ending process,
/// under the same limits as a scrape.
/// </summary>
internal sealed class FinalScrapeEndpoint(
    TrafficKey key, ScrapingSettings settings, ScrapeCache cache, FinalScrapes finalScrapes, Replicas replicas,
    TimeProvider clock)
{
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
            _ => Take(page, $"{AuthorizedPost.Sender(context)}"),
        };
    }

    private Problem? Take(MetricsPage page, string sender) =>
        Scrape.From(page, clock.GetUtcNow(), skew: null) is not { } scrape
            ? Invalid("does not identify its process.")
        : !settings.Knows(scrape.Process.Service) ? Invalid("is from a service that is not monitored.")
        : finalScrapes.Add(AddressOf(scrape.Process) ?? sender, scrape) ? null
        : HeartbeatEndpoint.TooMany;

    private string? AddressOf(ProcessIdentity process) =>
        replicas.All.FirstOrDefault(replica => replica.Scrape?.Process == process)?.Target.Address;

    private static Problem Invalid(string reason) =>
        AuthorizedPost.Invalid(new Dictionary<string, string[]> { ["body"] = [reason] });

    private static TextFormat FormatOf(HttpContext context) =>
        TextFormats.Of(context.Request.ContentType?.Split(';')[0].Trim());
}
