using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Gateway.Health;

/// <summary>
/// The response of <c>GET /health</c>: the original system's four members, then the services behind the gateway.
/// </summary>
/// <param name="Status">
/// <c>healthy</c>, <c>degraded</c> or <c>unhealthy</c> (users cannot be served properly; answered with 503).
/// </param>
/// <param name="Timestamp">UTC with six digits.</param>
/// <param name="Database"><c>connected</c>, <c>disconnected</c> or <c>unknown</c>, as users-service sees it.</param>
/// <param name="ResponseTimeMs">How long reading took, in milliseconds.</param>
/// <param name="Services">By the service's name.</param>
/// <param name="Slos">Object of objective to status, or the text <c>unknown</c>.</param>
internal sealed record SystemReport(
    string Status, string Timestamp, string Database, double ResponseTimeMs,
    IReadOnlyDictionary<string, ServiceReport> Services, JsonNode Slos);

/// <param name="Status">
/// <c>healthy</c> (every replica is ready), <c>degraded</c> (some are, or some answer that they are not),
/// <c>unhealthy</c> (none answers).
/// </param>
/// <param name="Reason">Null when healthy.</param>
/// <param name="Replicas">How many are ready, of how many.</param>
internal sealed record ServiceReport(string Status, string? Reason, ReplicaCount Replicas)
{
    public static ServiceReport From(IReadOnlyCollection<ReplicaReadiness> replicas)
    {
        var ready = replicas.Count(replica => replica.IsReady);
        var status = ready == replicas.Count && ready > 0 ? "healthy"
            : replicas.Any(replica => replica.Answered) ? "degraded"
            : "unhealthy";
        var reason = replicas.Count == 0 ? "no replica" : replicas.FirstOrDefault(replica => !replica.IsReady)?.Reason;
        return new(status, reason, new(ready, replicas.Count));
    }
}

internal sealed record ReplicaCount(int Healthy, int Total);

/// <summary>The response of one replica to <c>/health/ready</c>.</summary>
/// <param name="Answered">Whether there was a response at all.</param>
/// <param name="Reason">Why the replica is not ready; null when it is.</param>
internal sealed record ReplicaReadiness(bool Answered, string? Reason)
{
    public static ReplicaReadiness Ready { get; } = new(true, null);

    public static ReplicaReadiness None { get; } = new(false, "does not answer");

    [JsonIgnore]
    public bool IsReady => Reason is null;

    /// <summary>The body, of which only the reason matters.</summary>
    internal sealed record Body(string? Reason);
}

/// <summary>The part of <c>/sre/slos</c> that is shown here.</summary>
internal sealed record Objectives(IReadOnlyList<ObjectiveStatus> Slos);

internal sealed record ObjectiveStatus(string Id, string Status);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SystemReport))]
[JsonSerializable(typeof(ReplicaReadiness.Body))]
[JsonSerializable(typeof(Objectives))]
internal sealed partial class SystemJson : JsonSerializerContext
{
    /// <summary>For output: the plus sign of a time is not escaped.</summary>
    public static SystemJson Readable { get; } = new(new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
