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

    public static void UseRequestLimits(this IApplicationBuilder app) => app.Use((context, next) =>
        Refusal(context.Request, context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget) is { } problem
            ? problem.ExecuteAsync(context)
            : next(context));

    /// <remarks>
    /// Methods are case-sensitive (RFC 9110, section 9.1): servers that read <c>head</c> as HEAD and servers that do
    /// not would disagree on whether a body follows.
    /// </remarks>
    private static Problem? Refusal(HttpRequest request, string target) =>
        target.Length > TargetLength ? KnownProblems.ForStatus(StatusCodes.Status414UriTooLong)
        : AreTooMany(request.Headers) ? KnownProblems.ForStatus(StatusCodes.Status431RequestHeaderFieldsTooLarge)
        : request.Method.Any(char.IsAsciiLetterLower) ? KnownProblems.ForStatus(StatusCodes.Status400BadRequest)
        : !RequestTarget.IsPlain(target) ? KnownProblems.NotFound
        : RequestTarget.QueryParameters(request.QueryString.Value ?? "") > QueryParameterCount
            ? KnownProblems.InvalidQueryParameter("_query", $"More than {QueryParameterCount} parameters.")
        : HasTwoLengths(request.Headers)
            ? KnownProblems.InvalidHeader("Transfer-Encoding", "Not together with Content-Length.")
        : IsWebSocket(request.Headers)
            ? KnownProblems.InvalidHeader("Upgrade", "This address does not upgrade.")
        : null;

    private static bool IsWebSocket(IHeaderDictionary headers) =>
        headers.Upgrade.ToString().Contains("websocket", StringComparison.OrdinalIgnoreCase);

    /// <summary>Without the request ids, which every request has by now.</summary>
    private static bool AreTooMany(IHeaderDictionary headers)
    {
        var (count, bytes) = (0, 0);
        foreach (var (name, values) in headers)
        {
            if (!RequestId.IsHeader(name))
            {
                count += values.Count;
                bytes += values.Sum(value => name.Length + (value?.Length ?? 0) + HeaderLineBytes);
            }
        }

        return count > HeaderCount || bytes > HeaderBytes;
    }

    /// <summary>
    /// The server obeys the transfer encoding and moves the length to this name. A request with both is an attack.
    /// </summary>
    private static bool HasTwoLengths(IHeaderDictionary headers) =>
        headers.TransferEncoding.Count > 0 && headers.ContainsKey("X-Content-Length");
}
