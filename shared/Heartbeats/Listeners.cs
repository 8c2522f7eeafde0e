using System.Net;
using System.Net.Sockets;
using OpenTelemetry;
using Platform.Addresses;
using Platform.Requests;
using Platform.Timing;

namespace Platform.Heartbeats;

/// <summary>
/// All replicas of sre-service, each of which is told: one of them reads, and another may be the next.
/// </summary>
internal sealed class Listeners(
    HeartbeatSettings settings, TrafficKey key, HostLookup lookup, TimeProvider clock) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        PooledConnectionLifetime = TimeSpan.FromMinutes(1),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
        MaxResponseContentBufferSize = 64 * 1024,
    };

    public void Dispose() => _http.Dispose();

    /// <param name="path">What is posted to.</param>
    /// <param name="content">Makes the body, once for each listener.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Why one of them did not take it; null when all did.</returns>
    public async Task<string?> TellAsync(
        string path, Func<HttpContent> content, CancellationToken cancellationToken)
    {
        // Else every beat would be a trace.
        using var quiet = SuppressInstrumentationScope.Begin();
        using var deadline = new Deadline(settings.Timeout, clock, cancellationToken);
        var told = await Task.WhenAll(
            settings.Targets.Select(target => TellAllAsync(new Uri(new Uri(target), path), content, deadline.Token)));
        cancellationToken.ThrowIfCancellationRequested();
        return told.FirstOrDefault(reason => reason is not null);
    }

    private async Task<string?> TellAllAsync(
        Uri target, Func<HttpContent> content, CancellationToken cancellationToken)
    {
        try
        {
            var told = await Task.WhenAll((await ResolveAsync(target, cancellationToken))
                .Select(address => TellAsync(address, content, cancellationToken)));
            return told.FirstOrDefault(reason => reason is not null);
        }
        catch (SocketException)
        {
            return $"{target.Host} has no address";
        }
        catch (OperationCanceledException)
        {
            return $"{target.Authority} does not answer";
        }
    }

    private async Task<Uri[]> ResolveAsync(Uri target, CancellationToken cancellationToken) =>
        target.HostNameType != UriHostNameType.Dns
            ? [target]
            : [.. (await lookup(target.IdnHost, cancellationToken)).Select(address => At(target, address))];

    private static Uri At(Uri target, IPAddress address) => new UriBuilder(target) { Host = address.ToString() }.Uri;

    private async Task<string?> TellAsync(Uri address, Func<HttpContent> content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content() };
        request.Headers.Add(TrafficClass.KeyHeader, key.Value);
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            return response.IsSuccessStatusCode ? null : $"{address.Authority} answers {(int)response.StatusCode}";
        }
        catch (HttpRequestException error)
        {
            return $"{address.Authority} cannot be told: {error.HttpRequestError}";
        }
    }
}
