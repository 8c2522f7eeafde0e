using System.Text.Json.Serialization;

namespace Platform.Heartbeats;

/// <summary>
/// What a process says of itself every few seconds. Its address is where the message came from, which nobody can make
/// up.
/// </summary>
/// <param name="Service">Its name, for example <c>users-service</c>.</param>
/// <param name="Instance">The replica's id.</param>
/// <param name="Version">Its build.</param>
/// <param name="StartedAt">When the process started, by its own clock.</param>
/// <param name="Port">Where its management port listens.</param>
public sealed record Heartbeat(string Service, string Instance, string Version, DateTimeOffset StartedAt, int Port)
{
    /// <summary>On the management port of sre-service, with the header <c>X-Traffic-Key</c>.</summary>
    public const string Path = "/internal/heartbeats";

    /// <summary>Takes a page of metrics, the last one of a process that is about to end; on the same port.</summary>
    public const string LastReadingPath = "/internal/last-readings";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Heartbeat))]
internal sealed partial class HeartbeatJson : JsonSerializerContext;
