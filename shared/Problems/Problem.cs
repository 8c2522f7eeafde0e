using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;

namespace Platform.Problems;

/// <summary>
/// The one form of every error: RFC 9457 problem details with the members <c>error</c> (fixed text that clients
/// compare), <c>details</c> (field to messages) and <c>request_id</c>.
/// </summary>
/// <param name="Error">The fixed text.</param>
/// <param name="Detail">One sentence for people; never a value of another client, SQL, a host or a stack trace.</param>
public sealed record Problem(int Status, string Error, string Detail) : IResult
{
    public const string ContentType = "application/problem+json";

    /// <summary>Field to messages, all of them at once; null when no field is wrong.</summary>
    public IReadOnlyDictionary<string, string[]>? Details { get; init; }

    /// <summary>Sent as <c>Retry-After</c>, in whole seconds, when the same request may succeed later.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <returns>The body for the request with that id.</returns>
    public string ToJson(string requestId) =>
        JsonSerializer.Serialize(ProblemDocument.For(this, requestId), ProblemJson.Default.ProblemDocument);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        if (RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        response.Headers.CacheControl = "no-store";
        return response.WriteAsJsonAsync(
            ProblemDocument.For(this, httpContext.TraceIdentifier),
            ProblemJson.Default.ProblemDocument,
            ContentType,
            httpContext.RequestAborted);
    }
}

/// <summary>The JSON of a <see cref="Problem"/>, with its members in this order.</summary>
public sealed record ProblemDocument(
    string Type,
    string Title,
    int Status,
    string Detail,
    string Instance,
    string RequestId,
    string Error,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    IReadOnlyDictionary<string, string[]>? Details = null)
{
    /// <summary>Each fixed text has an anchor on the documentation page that explains it.</summary>
    internal static ProblemDocument For(Problem problem, string requestId) => new(
        $"/docs#{Anchor(problem.Error)}",
        problem.Error,
        problem.Status,
        problem.Detail,
        $"urn:request:{requestId}",
        requestId,
        problem.Error,
        problem.Details);

    /// <returns>The anchor on the documentation page, for example <c>email-already-exists</c>.</returns>
    public static string Anchor(string error) =>
        string.Concat(error.Select(letter => char.IsAsciiLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : '-'));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ProblemDocument))]
internal sealed partial class ProblemJson : JsonSerializerContext;
