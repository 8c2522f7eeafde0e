using Microsoft.AspNetCore.Http;

namespace Platform.Problems;

/// <summary>The problems that any service may answer with, and the one that stands for a bare status.</summary>
public static class KnownProblems
{
    public static Problem NotFound { get; } = new(404, "Not found", "There is nothing at this address.");

    public static Problem InternalServerError { get; } =
        new(500, "Internal server error", "Something unexpected happened. The request id finds it in the log.");

    public static Problem ServiceUnavailable { get; } =
        new(503, "Service unavailable", "The service cannot answer now. Try again soon.") { RetryAfter = TimeSpan.FromSeconds(5) };

    public static Problem InvalidHeader(string header, string message) =>
        new(400, "Invalid header", $"The header {header} cannot be used.") { Details = Field(header, message) };

    public static Problem InvalidQueryParameter(string parameter, string message) =>
        new(400, "Invalid query parameter", $"The query parameter {parameter} cannot be used.") { Details = Field(parameter, message) };

    /// <param name="details">Parameter to messages, of all that are wrong.</param>
    public static Problem InvalidQuery(IReadOnlyDictionary<string, string[]> details) =>
        new(400, "Invalid query parameter", "The request has query parameters that cannot be used.") { Details = details };

    /// <returns>The problem for a status that a framework or a proxy set without a body.</returns>
    public static Problem ForStatus(int status) => status switch
    {
        StatusCodes.Status400BadRequest => new(status, "Bad request", "The request could not be read."),
        StatusCodes.Status401Unauthorized => new(status, "Authentication required", "Say who you are."),
        StatusCodes.Status403Forbidden => new(status, "Forbidden", "This is not allowed."),
        StatusCodes.Status404NotFound => NotFound,
        StatusCodes.Status405MethodNotAllowed => new(status, "Method not allowed", "The header Allow names the methods of this address."),
        StatusCodes.Status408RequestTimeout => new(status, "Request timeout", "The request did not arrive in time."),
        StatusCodes.Status413PayloadTooLarge => new(status, "Payload too large", "The body is larger than this address takes."),
        StatusCodes.Status414UriTooLong => new(status, "URI too long", "The address is longer than 8 KB."),
        StatusCodes.Status415UnsupportedMediaType => new(status, "Unsupported media type", "This address does not take such a body."),
        StatusCodes.Status429TooManyRequests => new(status, "Too many requests", "Slow down."),
        StatusCodes.Status431RequestHeaderFieldsTooLarge => new(status, "Request header fields too large", "The headers are larger than 32 KB or more than 100."),
        StatusCodes.Status502BadGateway => new(status, "Bad gateway", "The service behind this address did not answer properly."),
        StatusCodes.Status503ServiceUnavailable => ServiceUnavailable,
        StatusCodes.Status504GatewayTimeout => new(status, "Gateway timeout", "The service behind this address did not answer in time."),
        >= 500 => InternalServerError with { Status = status },
        _ => new(status, "Bad request", "The request could not be answered."),
    };

    private static Dictionary<string, string[]> Field(string name, string message) => new() { [name] = [message] };
}
