using Platform.Requests;

namespace WebFrontend.Users;

/// <summary>Calls made for a request carry its id and its traffic class.</summary>
internal sealed class RequestMarks(IHttpContextAccessor current) : DelegatingHandler
{
    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (current.HttpContext is { } context)
        {
            request.Headers.TryAddWithoutValidation(RequestId.Header, context.TraceIdentifier);
            if (context.TrafficClassOf() is { } trafficClass)
            {
                request.Headers.TryAddWithoutValidation(TrafficClass.Header, trafficClass);
            }
        }

        return base.SendAsync(request, cancellationToken);
    }
}
