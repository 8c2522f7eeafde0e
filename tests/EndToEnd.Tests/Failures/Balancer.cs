namespace EndToEnd.Tests.Failures;

/// <summary>
/// Sends requests to both gateways in turn, as a load balancer does that is set up as <c>docs/operations.md</c> says.
/// One that failed two health checks gets none. A request that did not reach its gateway goes to the other one; so does
/// a safe request whose connection broke before an answer began, or to which none began in time.
/// </summary>
internal sealed class Balancer : IDisposable
{
    /// <summary>How long a gateway may take to begin the answer to a safe request.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan CheckInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(1);
    private const int FailuresUntilOut = 2;

    private readonly CancellationTokenSource _stop = new();

    public Balancer(RunningSystem system)
    {
        var gateways = system.Topology.Of("gateway").Select(gateway => new Target(gateway.Address)).ToArray();
        foreach (var gateway in gateways)
        {
            _ = CheckAsync(gateway);
        }

        Client = new HttpClient(new Alternating(gateways)) { BaseAddress = system.Topology.Gateway };
    }

    public HttpClient Client { get; }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
        Client.Dispose();
    }

    private async Task CheckAsync(Target gateway)
    {
        var stop = _stop.Token;
        using var client = new HttpClient { Timeout = CheckTimeout };
        var failures = 0;
        while (!stop.IsCancellationRequested)
        {
            failures = await IsReadyAsync() ? 0 : failures + 1;
            gateway.IsIn = failures < FailuresUntilOut;
            await Task.Delay(CheckInterval, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task<bool> IsReadyAsync()
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(gateway.Address, "/health/ready"), stop);
                return answer.IsSuccessStatusCode;
            }
            catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
            {
                return false;
            }
        }
    }

    private sealed class Target(Uri address)
    {
        public Uri Address => address;

        public volatile bool IsIn = true;
    }

    private sealed class Alternating(Target[] gateways) : DelegatingHandler(
        new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(1) })
    {
        private int _next;

        protected override async Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var isSafe = request.Method == HttpMethod.Get || request.Method == HttpMethod.Head;
            var first = Choose();
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            try
            {
                patience.CancelAfter(isSafe ? Patience : Timeout.InfiniteTimeSpan);
                return await SendAsync(request, first, patience.Token);
            }
            catch (Exception error) when (MayRepeat(error, isSafe) && !cancellationToken.IsCancellationRequested)
            {
                return await SendAsync(request, gateways.Single(other => other != first), cancellationToken);
            }
        }

        private static bool MayRepeat(Exception error, bool isSafe) => error switch
        {
            HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => true,
            HttpRequestException or OperationCanceledException => isSafe,
            _ => false,
        };

        private Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, Target gateway, CancellationToken cancellationToken)
        {
            request.RequestUri = new Uri(gateway.Address, request.RequestUri!.PathAndQuery);
            return base.SendAsync(request, cancellationToken);
        }

        private Target Choose()
        {
            var number = (uint)Interlocked.Increment(ref _next);
            var healthy = gateways.Where(gateway => gateway.IsIn).ToArray();
            var choice = healthy.Length > 0 ? healthy : gateways;
            return choice[number % choice.Length];
        }
    }
}
