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
    private readonly CancellationTokenSource _silence;
    private readonly CancellationTokenSource _either;
    private readonly HeldResponse _held;

    /// <param name="patience">Or <see cref="Timeout.InfiniteTimeSpan"/>.</param>
    public Attempt(HttpContext context, TimeSpan patience, TimeProvider clock)
    {
        _context = context;
        _client = context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>();
        _body = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        _silence = new CancellationTokenSource(patience, clock);
        _either = CancellationTokenSource.CreateLinkedTokenSource(_silence.Token, _client.RequestAborted);
        _held = new(context.Response, _body, held => _silence.CancelAfter(held ? patience : Timeout.InfiniteTimeSpan));
        RequestAborted = _either.Token;
        context.Features.Set<IHttpRequestLifetimeFeature>(this);
        context.Features.Set<IHttpResponseBodyFeature>(_held);
    }

    /// <summary>Cancelled when the client disconnects, or when the replica is silent for too long.</summary>
    public CancellationToken RequestAborted { get; set; }

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
            _either.Cancel();
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
    /// To the proxy a replica that is silent for too long looks like a client that disconnected: its health would not
    /// suffer from it.
    /// </summary>
    public static async Task CountSilenceAsTimeoutAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        if (context.Features.Get<IHttpRequestLifetimeFeature>() is Attempt attempt && attempt.FailedBySilence())
        {
            context.Features.Set<IForwarderErrorFeature>(new SilentReplica());
            context.Response.StatusCode = StatusCodes.Status504GatewayTimeout;
        }
    }

    public void Dispose()
    {
        _held.Forget();
        _either.Dispose();
        _silence.Dispose();
    }

    private void Restore()
    {
        _context.Features.Set(_client);
        _context.Features.Set(_body);
    }

    private bool FailedBySilence() =>
        _context.GetForwarderErrorFeature() is not null && CanBeReplaced
        && _silence.IsCancellationRequested && !_client.RequestAborted.IsCancellationRequested;

    private sealed class SilentReplica : IForwarderErrorFeature
    {
        public ForwarderError Error => ForwarderError.RequestTimedOut;

        public Exception? Exception => null;
    }
}
