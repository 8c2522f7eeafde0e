using Platform.Requests;

namespace WebFrontend.Users;

/// <summary>
/// Passes on the request ids, traffic class and client address: users-service shows clients their own last writes.
/// </summary>
internal sealed class RequestMarks(IHttpContextAccessor current) : DelegatingHandler
{
    private const string ClientAddress = "X-Forwarded-For";

    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (current.HttpContext is { } context)
        {
            request.Headers.TryAddWithoutValidation(RequestId.Header, context.TraceIdentifier);
            request.Headers.TryAddWithoutValidation(RequestId.OwnHeader, RequestId.Of(context));
            if (context.Request.Headers[ClientAddress] is [{ } address])
            {
                request.Headers.TryAddWithoutValidation(ClientAddress, address);
            }

            if (context.TrafficClassOf() is { } trafficClass)
            {
                request.Headers.TryAddWithoutValidation(TrafficClass.Header, trafficClass);
            }
        }

        return base.SendAsync(request, cancellationToken);
    }
}
