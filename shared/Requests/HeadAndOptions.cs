using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Platform.Requests;

/// <summary>HEAD works wherever GET does, and OPTIONS answers 204 with the allowed methods.</summary>
internal static class HeadAndOptions
{
    public static void UseHeadAndOptions(this WebApplication app)
    {
        app.Use(async (context, next) =>
        {
            var method = context.Request.Method;
            if (HttpMethods.IsHead(method))
            {
                // Only to choose the endpoint: the server must still see HEAD, or it would send the body.
                context.Request.Method = HttpMethods.Get;
                context.Features.Set(new Head(method));
            }

            await next(context);

            if (context.Response is { HasStarted: false, StatusCode: StatusCodes.Status405MethodNotAllowed } response)
            {
                // Routing knows neither of the two methods that this adds.
                response.Headers.Allow =
                    $"{response.Headers.Allow}, OPTIONS".Replace("GET", "GET, HEAD", StringComparison.Ordinal);
                response.StatusCode =
                    HttpMethods.IsOptions(method) ? StatusCodes.Status204NoContent : response.StatusCode;
            }
        });

        app.UseRouting();

        app.Use((context, next) =>
        {
            if (context.Features.Get<Head>() is { } head)
            {
                context.Request.Method = head.Method;
            }

            return next(context);
        });
    }

    /// <param name="Method">As the client wrote it, although the server shows GET for the moment.</param>
    private sealed record Head(string Method);
}
