namespace SreService.Scraping;

/// <summary>
/// Reads <c>/metrics</c> of one replica. Whatever answers there, slow, endless or nonsense, costs at most the timeout
/// and the size limit, and becomes a reason rather than an exception.
/// </summary>
internal sealed class ReplicaReader(
    Target target, HttpClient http, KnownLines known, ScrapingSettings settings, TimeProvider clock)
{
    private const string Accepted = "application/openmetrics-text;version=1.0.0, text/plain;version=0.0.4;q=0.5";

    private readonly Uri _metrics = new(target.Address, "/metrics");
    private readonly MetricsPage _page = new(known, settings.MaxSeries);

    public Target Target => target;

    public async Task<(Reading? Reading, ReadingFailure? Failure)> ReadAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(settings.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, _metrics);
            request.Headers.TryAddWithoutValidation("Accept", Accepted);
            var asked = clock.GetUtcNow();
            using var response =
                await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            return response.IsSuccessStatusCode
                ? await UnderstandAsync(response, asked, either.Token)
                : (null, ReadingFailures.Unreadable($"answered {(int)response.StatusCode}"));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, ReadingFailures.TooSlow(settings.Timeout));
        }
        catch (HttpRequestException error)
        {
            return (null, ReadingFailures.Of(error));
        }
        catch (IOException error)
        {
            return (null, ReadingFailures.Of(error));
        }
    }

    private async Task<(Reading?, ReadingFailure?)> UnderstandAsync(
        HttpResponseMessage response, DateTimeOffset asked, CancellationToken cancellationToken)
    {
        TimeSpan? skew = response.Headers.Date is { } date
            ? ClockSkew.Between(date, asked, clock.GetUtcNow())
            : null;
        var format = TextFormats.Of(response.Content.Headers.ContentType?.MediaType);
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        return await PageReader.ReadAsync(_page, body, format, settings.MaxBytes, cancellationToken) switch
        {
            (IsTooLong: true, _) => (null, ReadingFailures.Unreadable($"answered more than {settings.MaxBytes} bytes")),
            (_, Problem: { } problem) => (null, ReadingFailures.Unreadable(problem)),
            _ => Understand(asked, skew),
        };
    }

    private (Reading?, ReadingFailure?) Understand(DateTimeOffset asked, TimeSpan? skew) =>
        Reading.From(_page, asked, skew) is not { } reading ? (null, ReadingFailures.Unreadable("does not say which process it is"))
        : Stranger(reading.Process) is { } stranger ? (null, new ReadingFailure(FailureKind.Refused, stranger))
        : (reading, null);

    private string? Stranger(ProcessIdentity process) =>
        process.Service != target.Service ? $"{process.Service} answers here"
        : target.Instance is { } expected
            && process.Instance != expected ? $"{process.Instance} answers here, not {expected}"
        : null;
}
