namespace Platform.Problems;

/// <summary>Problems that any service answers with, and the problem for a status without a body.</summary>
public static class KnownProblems
{
    public static Problem NotFound { get; } = new(404, "Not found", "There is nothing at this address.");

    public static Problem InternalServerError { get; } = new(
        500, "Internal server error", "Something unexpected happened. Look for the request id in the log.");

    public static Problem ServiceUnavailable { get; } =
        new(503, "Service unavailable", "The service is unavailable. Try again soon.")
        {
            RetryAfter = TimeSpan.FromSeconds(5),
        };

    public static Problem InvalidHeader(string header, string message) =>
        new(400, "Invalid header", $"The header {header} is not valid.") { Details = Field(header, message) };

    /// <param name="details">Header to messages, of all that are not valid.</param>
    public static Problem InvalidHeaders(IReadOnlyDictionary<string, string[]> details) =>
        new(400, "Invalid header", "The request has headers that are not valid.") { Details = details };

    public static Problem InvalidQueryParameter(string parameter, string message) =>
        InvalidQuery(Field(parameter, message)) with { Detail = $"The query parameter {parameter} is not valid." };

    /// <param name="details">Parameter to messages, of all that are not valid.</param>
    public static Problem InvalidQuery(IReadOnlyDictionary<string, string[]> details) =>
        new(400, "Invalid query parameter", "The request has query parameters that are not valid.")
        {
            Details = details,
        };

    /// <returns>The problem for a status that a framework or a proxy set without a body.</returns>
    public static Problem ForStatus(int status) => status switch
    {
        404 => NotFound,
        503 => ServiceUnavailable,
        _ => TextsOf(status) is var (error, detail) ? new(status, error, detail)
            : status >= 500 ? InternalServerError with { Status = status }
            : new(status, "Bad request", "The request could not be answered."),
    };

    private static (string Error, string Detail)? TextsOf(int status) => status switch
    {
        400 => ("Bad request", "The request could not be read."),
        401 => ("Authentication required", "The request needs credentials."),
        403 => ("Forbidden", "The caller may not do this."),
        405 => ("Method not allowed", "The header Allow names the methods of this address."),
        408 => ("Request timeout", "The request did not arrive in time."),
        413 => ("Payload too large", "The body is larger than this address accepts."),
        414 => ("URI too long", "The address is longer than 8 KB."),
        415 => ("Unsupported media type", "This address does not accept this type of body."),
        421 => ("Misdirected request", "This service is not known by the host name of the request."),
        429 => ("Too many requests", "Send requests more slowly."),
        431 => ("Request header fields too large", "The headers are larger than 32 KB or more than 100."),
        502 => ("Bad gateway", "The service behind this address did not answer properly."),
        504 => ("Gateway timeout", "The service behind this address did not answer in time."),
        _ => null,
    };

    private static Dictionary<string, string[]> Field(string name, string message) => new() { [name] = [message] };
}
