using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Routing;

/// <summary>
/// An attempt at a safe request that another replica could answer too. The replica must begin to answer within the
/// patience and not pause for longer. Nothing of its response reaches the client before it is complete or long.
/// </summary>
internal sealed class Attempt : IHttpRequestLifetimeFeature, IDisposable
{
    private readonly IHttpRequestLifetimeFeature _client;
    private readonly IHttpResponseBodyFeature _body;
    private readonly HttpContext _context;
    private readonly CancellationTokenSource _end;
    private readonly ITimer _silence;
    private readonly HeldResponse _held;
    private readonly TimeSpan _patience;
    private readonly RetryBudget? _budget;
    private bool _isOver;

    /// <param name="patience">Or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    /// <param name="budget">
    /// Pays for another attempt when the replica is silent for so long. When it is used up, and for null, there will be
    /// no other, so that this one is better continued.
    /// </param>
    public Attempt(
        HttpContext context, TimeSpan patience, RetryBudget? budget, HeldMemory memory, TimeProvider clock)
    {
        (_context, _patience, _budget) = (context, patience, budget);
        _client = context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>();
        _body = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        _end = CancellationTokenSource.CreateLinkedTokenSource(_client.RequestAborted);
        _silence = clock.CreateTimer(
            static attempt => ((Attempt)attempt!).EndIfSilent(), this, patience, Timeout.InfiniteTimeSpan);
        _held = new(context.Response, _body, memory, Arrived);
        RequestAborted = _end.Token;
        context.Features.Set<IHttpRequestLifetimeFeature>(this);
        context.Features.Set<IHttpResponseBodyFeature>(_held);
    }

    /// <summary>Cancelled when the client disconnects, or when the replica is silent for too long.</summary>
    public CancellationToken RequestAborted { get; set; }

    /// <summary>Whether it was ended because the replica was silent for too long.</summary>
    public bool WasSilent { get; private set; }

    /// <summary>Whether a response can still take the place of this one.</summary>
    public bool CanBeReplaced => !_held.IsPassedOn && !_context.Response.HasStarted;

    /// <summary>The proxy cuts a response off: only what was passed on has to be.</summary>
    public void Abort()
    {
        if (_held.IsPassedOn)
        {
            _client.Abort();
        }
        else
        {
            _end.Cancel();
        }
    }

    /// <summary>Sends what was held back; of a response that failed nothing but the status is left.</summary>
    public async Task EndAsync()
    {
        Restore();
        if (_context.GetForwarderErrorFeature() is { } failed && CanBeReplaced)
        {
            var status = failed.Error == ForwarderError.ResponseBodyDestination
                ? StatusCodes.Status502BadGateway
                : _context.Response.StatusCode;
            _context.Response.Clear();
            _context.Response.StatusCode = status;
        }
        else
        {
            await _held.PassOnAsync(CancellationToken.None);
        }
    }

    /// <summary>Discards the response, as if the request had not been attempted.</summary>
    public void Discard()
    {
        Restore();
        _context.Features.Set<IForwarderErrorFeature>(null);
        _context.Response.Clear();
    }

    /// <summary>
    /// To the proxy a replica that is silent for too long looks like a client that disconnected. Tells the breakers,
    /// and all after them, the truth.
    /// </summary>
    public void CountSilenceAsTimeout()
    {
        if (FailedBySilence())
        {
            _context.Features.Set<IForwarderErrorFeature>(new SilentReplica());
            _context.Response.StatusCode = StatusCodes.Status504GatewayTimeout;
        }
    }

    public void Dispose()
    {
        _held.Forget();
        _silence.Dispose();
        lock (_silence)
        {
            _end.Dispose();
            _isOver = true;
        }
    }

    private void Arrived(bool isHeld) =>
        _silence.Change(isHeld ? _patience : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    private void EndIfSilent()
    {
        // The timer may fire while the attempt ends by itself.
        lock (_silence)
        {
            if (!_isOver && _budget?.TrySpend() is true)
            {
                WasSilent = true;
                _end.Cancel();
            }
        }
    }

    private void Restore()
    {
        _context.Features.Set(_client);
        _context.Features.Set(_body);
    }

    private bool FailedBySilence() =>
        WasSilent && CanBeReplaced && _context.GetForwarderErrorFeature() is not null
        && !_client.RequestAborted.IsCancellationRequested;

    private sealed class SilentReplica : IForwarderErrorFeature
    {
        public ForwarderError Error => ForwarderError.RequestTimedOut;

        public Exception? Exception => null;
    }
}
