using System.Globalization;
using System.Text.Json;
using Platform.Timing;

namespace SreService.Scraping.Prometheus;

/// <summary>Instant queries to the Prometheus of <c>Scraping:Prometheus</c>.</summary>
internal sealed class PrometheusApi(ScrapingSettings settings, IHttpClientFactory http, TimeProvider clock)
{
    private readonly HttpClient _http = http.CreateClient(ScrapePool.Client);
    private readonly Uri _query = new(
        $"{settings.Prometheus?.AbsoluteUri.TrimEnd('/')}/api/v1/query", UriKind.RelativeOrAbsolute);

    /// <param name="at">The time of the evaluation; null for now.</param>
    /// <param name="read">Reads the samples.</param>
    public async Task<(T? Samples, ScrapeFailure? Failure)> AskAsync<T>(
        string promQl, DateTimeOffset? at, Func<JsonElement, T> read, CancellationToken cancellationToken)
        where T : class
    {
        using var deadline = new Deadline(settings.Timeout, clock, cancellationToken);
        try
        {
            using var form = new FormUrlEncodedContent(Parameters(promQl, at));
            using var request = new HttpRequestMessage(HttpMethod.Post, _query) { Content = form };
            using var response =
                await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            if (!response.IsSuccessStatusCode)
            {
                return (null, ScrapeFailures.Unreadable($"answered {(int)response.StatusCode}"));
            }

            using var body = new MemoryStream();
            await using var arriving = await response.Content.ReadAsStreamAsync(deadline.Token);
            return !await CopyAsync(arriving, body, deadline.Token)
                ? (null, ScrapeFailures.Unreadable($"answered more than {settings.PrometheusMaxBytes} bytes"))
                : await PrometheusAnswer.ReadAsync(body, read, deadline.Token) is { } samples
                ? (samples, null)
                : (null, ScrapeFailures.Unreadable("did not answer with an instant vector"));
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

    /// <returns>The values of all series.</returns>
    public Task<(IReadOnlyList<double>? Values, ScrapeFailure? Failure)> ValuesAsync(
        string promQl, DateTimeOffset at, CancellationToken cancellationToken) =>
        AskAsync<IReadOnlyList<double>>(promQl, at, PrometheusAnswer.Values, cancellationToken);

    private static IEnumerable<KeyValuePair<string, string>> Parameters(string promQl, DateTimeOffset? at)
    {
        yield return new("query", promQl);
        if (at is { } time)
        {
            yield return new(
                "time", (time.ToUnixTimeMilliseconds() / 1000.0).ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <returns>False if it is too large.</returns>
    private async Task<bool> CopyAsync(Stream arriving, MemoryStream body, CancellationToken cancellationToken)
    {
        var piece = new byte[64 * 1024];
        while (await arriving.ReadAsync(piece, cancellationToken) is > 0 and var length)
        {
            if (body.Length + length > settings.PrometheusMaxBytes)
            {
                return false;
            }

            body.Write(piece, 0, length);
        }

        body.Position = 0;
        return true;
    }
}
