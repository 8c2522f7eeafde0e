using System.Text.Json.Serialization;

namespace Platform.Heartbeats;

/// <summary>
/// What a process announces every few seconds. Its address is the sender's, so it cannot be forged.
/// </summary>
/// <param name="Service">For example <c>users-service</c>.</param>
/// <param name="StartedAt">By the process's own clock.</param>
/// <param name="Port">The management port.</param>
public sealed record Heartbeat(string Service, string Instance, string Version, DateTimeOffset StartedAt, int Port)
{
    /// <summary>On the management port of sre-service; needs the header <c>X-System-Key</c>.</summary>
    public const string Path = "/internal/heartbeats";

    /// <summary>Takes the final scrape of a process that is about to end; on the same port.</summary>
    public const string FinalScrapePath = "/internal/last-readings";
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Heartbeat))]
internal sealed partial class HeartbeatJson : JsonSerializerContext;
