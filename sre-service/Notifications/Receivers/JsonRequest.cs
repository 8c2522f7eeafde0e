using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace SreService.Notifications.Receivers;

/// <summary>A request with a JSON body.</summary>
internal static class JsonRequest
{
    /// <summary>The body has a length: many small receivers do not read one that comes in chunks.</summary>
    /// <param name="bearer">Null for no authorization.</param>
    public static HttpRequestMessage Post<T>(Uri target, T message, JsonTypeInfo<T> type, string? bearer = null)
    {
        var request = Of(HttpMethod.Post, target, bearer);
        request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(message, type))
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
        };
        return request;
    }

    /// <param name="bearer">Null for no authorization.</param>
    public static HttpRequestMessage Of(HttpMethod method, Uri target, string? bearer) => new(method, target)
    {
        Headers = { Authorization = bearer is null ? null : new AuthenticationHeaderValue("Bearer", bearer) },
    };
}
