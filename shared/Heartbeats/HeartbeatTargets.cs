using System.Net.Sockets;
using OpenTelemetry;
using Platform.Addresses;
using Platform.Requests;
using Platform.Timing;

namespace Platform.Heartbeats;

/// <summary>
/// All replicas of sre-service. Each gets every message: one of them is the leader, and another may be the next.
/// </summary>
internal sealed class HeartbeatTargets(
    HeartbeatSettings settings, SystemKey key, HostLookup lookup, TimeProvider clock) : IDisposable
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

    /// <param name="content">Creates the body, once for each replica.</param>
    /// <returns>Why one of them did not accept it; null when all did.</returns>
    public async Task<string?> PostAsync(
        string path, Func<HttpContent> content, CancellationToken cancellationToken)
    {
        // Otherwise every heartbeat would be a trace.
        using var untraced = SuppressInstrumentationScope.Begin();
        using var deadline = new Deadline(settings.Timeout, clock, cancellationToken);
        var failures = await Task.WhenAll(
            settings.Targets.Select(target => PostToAllAsync(new Uri(new Uri(target), path), content, deadline.Token)));
        cancellationToken.ThrowIfCancellationRequested();
        return failures.FirstOrDefault(reason => reason is not null);
    }

    private async Task<string?> PostToAllAsync(
        Uri target, Func<HttpContent> content, CancellationToken cancellationToken)
    {
        try
        {
            var failures = await Task.WhenAll((await lookup.ReplicasAsync(target, cancellationToken))
                .Select(address => PostAsync(address, content, cancellationToken)));
            return failures.FirstOrDefault(reason => reason is not null);
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

    private async Task<string?> PostAsync(Uri address, Func<HttpContent> content, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content() };
        request.Headers.Add(key.Header, key.Value);
        try
        {
            using var response = await _http.SendAsync(request, cancellationToken);
            return response.IsSuccessStatusCode ? null : $"{address.Authority} answers {(int)response.StatusCode}";
        }
        catch (HttpRequestException error)
        {
            return $"{address.Authority} is unreachable: {error.HttpRequestError}";
        }
    }
}
