using System.Net.Sockets;

namespace EndToEnd.Tests.Failures;

/// <summary>
/// Sends requests to both gateways in turn, as a load balancer in front of them does: one that refuses connections gets
/// none, and the request goes to the other.
/// </summary>
internal sealed class Balancer : IDisposable
{
    public Balancer(RunningSystem system)
    {
        var handler = new Alternating([.. system.Topology.Of("gateway").Select(gateway => gateway.Address)]);
        Client = new HttpClient(handler) { BaseAddress = system.Topology.Gateway };
    }

    public HttpClient Client { get; }

    public void Dispose() => Client.Dispose();

    private sealed class Alternating(Uri[] gateways) : DelegatingHandler(
        new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(1) })
    {
        private int _next;

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var first = (uint)Interlocked.Increment(ref _next);
            for (var attempt = 0u; ; attempt++)
            {
                request.RequestUri = new Uri(
                    gateways[(first + attempt) % gateways.Length], request.RequestUri!.PathAndQuery);
                try
                {
                    return await base.SendAsync(request, cancellationToken);
                }
                catch (HttpRequestException error)
                    when (attempt + 1 < gateways.Length && error.InnerException is SocketException)
                {
                    // Refused: the other one has not seen the request.
                }
            }
        }
    }
}
