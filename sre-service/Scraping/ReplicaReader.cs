using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace SreService.Scraping;

/// <summary>
/// Reads <c>/metrics</c> of one replica. Whatever answers there, slow, endless or nonsense, costs at most the timeout
/// and the size limit, and becomes a reason rather than an exception.
/// </summary>
internal sealed class ReplicaReader(Target target, HttpClient http, ScrapingSettings settings, TimeProvider clock)
{
    private readonly MetricsPage _page = new(settings.MaxSeries);

    public Target Target => target;

    public async Task<(Reading? Reading, ReadingFailure? Failure)> ReadAsync(CancellationToken cancellationToken)
    {
        var at = clock.GetUtcNow();
        using var patience = new CancellationTokenSource(settings.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(target.Address, "/metrics"));
            request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse("text/plain; version=0.0.4"));
            using var response = await http.SendAsync(request, either.Token);
            if (!response.IsSuccessStatusCode)
            {
                return (null, Unreadable($"answered {(int)response.StatusCode}"));
            }

            return Understand(Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(either.Token)), at);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, Unreachable($"no answer within {settings.Timeout.TotalSeconds:0.#} s"));
        }
        catch (HttpRequestException error)
        {
            return (null, Explain(error));
        }
    }

    private (Reading?, ReadingFailure?) Understand(string text, DateTimeOffset at)
    {
        if (_page.Read(text) is { } problem)
        {
            return (null, Unreadable(problem));
        }

        var gauges = _page.Gauges();
        var start = gauges.FirstOrDefault(gauge => gauge.Key.Name == "process_start_time_seconds");
        if (gauges.Keys.FirstOrDefault(gauge => gauge.Name == "target_info") is not { } info || start.Key is null)
        {
            return (null, Unreadable("does not say which process it is"));
        }

        var process = new ProcessIdentity(info["service_name"], info["service_instance_id"], TimeOf(start.Value));
        return Stranger(process) is { } stranger
            ? (null, new ReadingFailure(FailureKind.Refused, stranger))
            : (new Reading(process, info["service_version"], at, _page.Counters(), gauges), null);
    }

    private string? Stranger(ProcessIdentity process) =>
        process.Service != target.Service ? $"{process.Service} answers here"
        : target.Instance is { } expected
            && process.Instance != expected ? $"{process.Instance} answers here, not {expected}"
        : null;

    private ReadingFailure Explain(HttpRequestException error) => error.HttpRequestError switch
    {
        HttpRequestError.ConfigurationLimitExceeded => Unreadable($"answered more than {settings.MaxBytes} bytes"),
        HttpRequestError.InvalidResponse => Unreadable("did not answer in HTTP"),
        HttpRequestError.ResponseEnded => Unreachable("closed the connection"),
        HttpRequestError.NameResolutionError => Unreachable("name not found"),
        _ when error.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused } =>
            Unreachable("connection refused"),
        _ => Unreachable("connection failed"),
    };

    private static ReadingFailure Unreachable(string reason) => new(FailureKind.Unreachable, reason);

    private static ReadingFailure Unreadable(string reason) => new(FailureKind.Unreadable, reason);

    private static DateTimeOffset TimeOf(double unixSeconds) =>
        DateTimeOffset.UnixEpoch.AddMilliseconds(Math.Round(Math.Clamp(unixSeconds, 0, 1e11) * 1000));
}
