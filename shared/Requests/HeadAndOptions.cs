using Microsoft.AspNetCore.Http;

namespace Platform.Requests;

/// <summary>HEAD works wherever GET does, and OPTIONS answers 204 with the allowed methods.</summary>
internal static class HeadAndOptions
{
    public static void BeforeRouting(HttpContext context)
    {
        var method = context.Request.Method;
        if (HttpMethods.IsHead(method))
        {
            // Only to choose the endpoint: the server must still see HEAD, or it would send the body.
            context.Request.Method = HttpMethods.Get;
            context.Features.Set(new Head(method));
        }
    }

    public static void AfterRouting(HttpContext context)
    {
        if (HttpMethods.IsGet(context.Request.Method) && context.Features.Get<Head>() is { } head)
        {
            context.Request.Method = head.Method;
        }
    }

    /// <summary>Routing answers that a method is not allowed. It knows neither of the two that this adds.</summary>
    public static void AfterResponse(HttpContext context)
    {
        if (context.Response is { HasStarted: false, StatusCode: StatusCodes.Status405MethodNotAllowed } response)
        {
            response.Headers.Allow =
                $"{response.Headers.Allow}, OPTIONS".Replace("GET", "GET, HEAD", StringComparison.Ordinal);
            response.StatusCode = HttpMethods.IsOptions(context.Request.Method)
                ? StatusCodes.Status204NoContent
                : response.StatusCode;
        }
    }

    /// <param name="Method">As the client wrote it, although the server shows GET for the moment.</param>
    private sealed record Head(string Method);
}
