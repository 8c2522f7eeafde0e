using Platform.Management;
using Platform.Problems;
using Platform.Requests;

namespace SreService.Scraping.Announcements;

/// <summary>
/// <c>POST /internal/last-readings</c> on the management port: the page of metrics of a process that is about to end,
/// under the same limits as one that is read.
/// </summary>
internal sealed class LastReadingEndpoint(
    TrafficKey key, ScrapingSettings settings, KnownLines known, LastReadings lastReadings, Replicas replicas,
    TimeProvider clock)
{
    public Task AnswerAsync(HttpContext context) => AuthorizedPost.AnswerAsync(context, key, TakeAsync);

    private async Task<IResult?> TakeAsync(HttpContext context)
    {
        var page = new MetricsPage(known, settings.MaxSeries);
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
        Reading.From(page, clock.GetUtcNow(), skew: null) is not { } reading
            ? Invalid("does not say which process it is.")
        : !settings.Knows(reading.Process.Service) ? Invalid("comes from a service that is not watched here.")
        : lastReadings.Add(PlaceOf(reading.Process) ?? sender, reading) ? null
        : HeartbeatEndpoint.TooMany;

    private string? PlaceOf(ProcessIdentity process) =>
        replicas.All.FirstOrDefault(replica => replica.Reading?.Process == process)?.Target.Place;

    private static Problem Invalid(string reason) => AuthorizedPost.Invalid(new Dictionary<string, string[]> { ["body"] = [reason] });

    private static TextFormat FormatOf(HttpContext context) =>
        TextFormats.Of(context.Request.ContentType?.Split(';')[0].Trim());
}
