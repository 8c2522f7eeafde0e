using Microsoft.AspNetCore.Http.Features;
using Platform.Problems;
using Platform.Requests;

namespace Gateway.Requests;

/// <summary>
/// Limits on the size and form of a request; the server's own limits are larger.
/// </summary>
internal static class RequestLimits
{
    private const int TargetLength = 8 * 1024;
    private const int HeaderBytes = 32 * 1024;
    private const int HeaderCount = 100;
    private const int QueryParameterCount = 32;

    /// <summary>
    /// Bytes of a header line that are neither name nor value: colon, blank, carriage return, line feed.
    /// </summary>
    private const int HeaderLineBytes = 4;

    private static readonly Problem UnclearLength = KnownProblems.InvalidHeader(
        "Transfer-Encoding", "Only 'chunked', once, in HTTP/1.1, and not together with Content-Length.");

    public static void UseRequestLimits(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        if (Refusal(context.Request, target) is not { } problem)
        {
            return next(context);
        }

        if (problem == UnclearLength)
        {
            context.Response.Headers.Connection = "close";
        }

        return problem.ExecuteAsync(context);
    });

    /// <remarks>
    /// Methods are case-sensitive (RFC 9110, section 9.1): servers that read <c>head</c> as HEAD and servers that do
    /// not would disagree on whether a body follows.
    /// </remarks>
    private static Problem? Refusal(HttpRequest request, string target) =>
        target.Length > TargetLength ? KnownProblems.ForStatus(StatusCodes.Status414UriTooLong)
        : AreTooMany(request.Headers) ? KnownProblems.ForStatus(StatusCodes.Status431RequestHeaderFieldsTooLarge)
        : request.Method.AsSpan().ContainsAnyInRange('a', 'z')
            ? KnownProblems.ForStatus(StatusCodes.Status400BadRequest)
        : !RequestTarget.IsPlain(target) ? KnownProblems.NotFound
        : RequestTarget.QueryParameters(request.QueryString.Value ?? "") > QueryParameterCount
            ? KnownProblems.InvalidQueryParameter("_query", $"More than {QueryParameterCount} parameters.")
        : HasUnclearLength(request) ? UnclearLength
        : IsWebSocket(request.Headers)
            ? KnownProblems.InvalidHeader("Upgrade", "This address does not upgrade.")
        : null;

    private static bool IsWebSocket(IHeaderDictionary headers) =>
        headers.Upgrade.Count > 0
        && headers.Upgrade.ToString().Contains("websocket", StringComparison.OrdinalIgnoreCase);

    /// <summary>Without the request ids, which every request has by now.</summary>
    private static bool AreTooMany(IHeaderDictionary headers)
    {
        var (count, bytes) = (0, 0);
        foreach (var (name, values) in headers)
        {
            if (!RequestId.IsHeader(name))
            {
                count += values.Count;
                foreach (var value in values)
                {
                    bytes += name.Length + (value?.Length ?? 0) + HeaderLineBytes;
                }
            }
        }

        return count > HeaderCount || bytes > HeaderBytes;
    }

    /// <summary>
    /// The server takes any list that ends in <c>chunked</c>, moves a length beside it to this name, and the proxy
    /// passes on the last encoding alone. Other servers see another end of such a request (RFC 9112, section 6.1).
    /// </summary>
    private static bool HasUnclearLength(HttpRequest request) =>
        request.Headers.TransferEncoding is { Count: > 0 } encodings
        && (encodings is not [{ } encoding] || !encoding.Equals("chunked", StringComparison.OrdinalIgnoreCase)
            || !HttpProtocol.IsHttp11(request.Protocol) || request.Headers.ContainsKey("X-Content-Length"));
}
