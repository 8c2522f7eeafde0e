using Platform.Requests;

namespace WebFrontend.Users;

/// <summary>
/// Passes on the request ids, traffic class, client address and last write: users-service shows clients what they
/// wrote.
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

            if (LastWrite.Of(context.Request) is { } written)
            {
                request.Headers.TryAddWithoutValidation(LastWrite.Header, written);
            }

            if (context.Request.Headers[LastWrite.AgeHeader] is [{ } age])
            {
                request.Headers.TryAddWithoutValidation(LastWrite.AgeHeader, age);
            }

            if (context.TrafficClassOf() is { } trafficClass)
            {
                request.Headers.TryAddWithoutValidation(TrafficClass.Header, trafficClass);
            }
        }

        return base.SendAsync(request, cancellationToken);
    }
}
