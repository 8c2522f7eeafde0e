using System.Text.Json;
using System.Text.RegularExpressions;

namespace UsersService.Tests.OpenApi;

/// <summary>
/// Compares every answer that a test gets with the OpenAPI document: an undocumented status, type, header or body fails
/// the test.
/// </summary>
/// <param name="given">The document; null for that of the service.</param>
internal sealed class AsDescribed(JsonElement? given = null)
    : DelegatingHandler(new SocketsHttpHandler { UseCookies = false })
{
    /// <summary>Headers that every operation may return.</summary>
    private static readonly HashSet<string> OfEveryAnswer = new(StringComparer.OrdinalIgnoreCase)
    {
        "Date", "Content-Type", "Content-Length", "Transfer-Encoding", "Connection", "X-Request-Id", "Allow",
        "Cache-Control", "Pragma", "Expires",
    };

    private static JsonElement? _offered;

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var document = given ?? (_offered ??= await OfferedAsync(request.RequestUri!, cancellationToken));
        if (OperationOf(request, document) is { } operation)
        {
            await response.Content.LoadIntoBufferAsync(cancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
            var errors = ErrorsOf(operation.GetProperty("responses"), response, body, document).ToArray();
            Assert.True(
                errors.Length == 0,
                $"{request.Method} {request.RequestUri} {(int)response.StatusCode}: {string.Join("; ", errors)}");
        }

        return response;
    }

    private static IEnumerable<string> ErrorsOf(
        JsonElement responses, HttpResponseMessage response, byte[] body, JsonElement document)
    {
        if (!responses.TryGetProperty($"{(int)response.StatusCode}", out var described))
        {
            return ["the status is not described"];
        }

        var headers = response.Headers.Concat(response.Content.Headers).Select(header => header.Key)
            .Where(name => !OfEveryAnswer.Contains(name) && !Has(described, "headers", name))
            .Select(name => $"the header {name} is not described");
        return [.. headers, .. body.Length == 0 ? [] : BodyErrors(described, response, body, document)];
    }

    private static IEnumerable<string> BodyErrors(
        JsonElement described, HttpResponseMessage response, byte[] body, JsonElement document) =>
        response.Content.Headers.ContentType?.MediaType is { } type
        && described.TryGetProperty("content", out var content) && content.TryGetProperty(type, out var typed)
            ? new Schema(document).Errors(JsonElement.Parse(body), typed.GetProperty("schema"))
            : [$"a body of type {response.Content.Headers.ContentType} is not described"];

    private static bool Has(JsonElement described, string members, string name) =>
        described.TryGetProperty(members, out var all)
        && all.EnumerateObject().Any(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <returns>Null for a request that is not in the document.</returns>
    private static JsonElement? OperationOf(HttpRequestMessage request, JsonElement document)
    {
        var method = request.Method == HttpMethod.Head ? "get" : request.Method.Method.ToLowerInvariant();
        var path = document.GetProperty("paths").EnumerateObject()
            .OrderBy(path => path.Name.Contains('{', StringComparison.Ordinal))
            .Where(path => Regex.IsMatch(
                request.RequestUri!.AbsolutePath, $"^{Regex.Replace(path.Name, @"\{\w+\}", "[^/]+")}/?$"))
            .Select(path => (JsonElement?)path.Value)
            .FirstOrDefault();
        return path?.TryGetProperty(method, out var operation) is true ? operation : null;
    }

    private static async Task<JsonElement> OfferedAsync(Uri anyAddress, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        return JsonElement.Parse(
            await client.GetByteArrayAsync(new Uri(anyAddress, "/openapi/users.json"), cancellationToken));
    }
}
