using Platform.Timing;

namespace SreService.Scraping;

/// <summary>
/// Scrapes <c>/metrics</c> of one replica. Any response, however slow, large or invalid, costs at most the timeout
/// and the size limit, and becomes a failure with a reason.
/// </summary>
internal sealed class ReplicaScraper(
    Target target, HttpClient http, ScrapeCache cache, ScrapingSettings settings, TimeProvider clock)
{
    private const string Accepted = "application/openmetrics-text;version=1.0.0, text/plain;version=0.0.4;q=0.5";

    private readonly Uri _metrics = new(target.BaseAddress, "/metrics");
    private readonly MetricsPage _page = new(cache, settings.MaxSeries);

    public Target Target => target;

    public async Task<(Scrape? Scrape, ScrapeFailure? Failure)> ReadAsync(CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(settings.Timeout, clock, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, _metrics);
            request.Headers.TryAddWithoutValidation("Accept", Accepted);
            var asked = clock.GetUtcNow();
            using var response =
                await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            return response.IsSuccessStatusCode
                ? await UnderstandAsync(response, asked, deadline.Token)
                : (null, ScrapeFailures.Unreadable($"answered {(int)response.StatusCode}"));
        }
        catch (OperationCanceledException) when (deadline.IsExceeded)
        {
            return (null, ScrapeFailures.TooSlow(settings.Timeout));
        }
        catch (HttpRequestException error)
        {
            return (null, ScrapeFailures.Of(error));
        }
        catch (IOException error)
        {
            return (null, ScrapeFailures.Of(error));
        }
    }

    private async Task<(Scrape?, ScrapeFailure?)> UnderstandAsync(
        HttpResponseMessage response, DateTimeOffset asked, CancellationToken cancellationToken)
    {
        TimeSpan? skew = response.Headers.Date is { } date
            ? ClockSkew.Between(date, asked, clock.GetUtcNow())
            : null;
        var format = TextFormats.Of(response.Content.Headers.ContentType?.MediaType);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        return await PageReader.ReadAsync(_page, body, format, settings.MaxBytes, cancellationToken) switch
        {
            (IsTooLong: true, _) => (null, ScrapeFailures.Unreadable($"answered more than {settings.MaxBytes} bytes")),
            (_, Problem: { } problem) => (null, ScrapeFailures.Unreadable(problem)),
            _ => Understand(asked, skew),
        };
    }

    private (Scrape?, ScrapeFailure?) Understand(DateTimeOffset asked, TimeSpan? skew) =>
        Scrape.From(_page, asked, skew) is not { } scrape
            ? (null, ScrapeFailures.Unreadable("does not identify its process"))
        : Stranger(scrape.Process) is { } stranger ? (null, new ScrapeFailure(FailureKind.Refused, stranger))
        : (scrape, null);

    private string? Stranger(ProcessIdentity process) =>
        process.Service != target.Service ? $"{process.Service} answers here"
        : target.Instance is { } expected
            && process.Instance != expected ? $"{process.Instance} answers here, not {expected}"
        : null;
}
