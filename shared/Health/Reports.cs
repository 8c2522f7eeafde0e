using System.Text.Json.Serialization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Platform.Configuration;
using Platform.Timing;

namespace Platform.Health;

internal sealed record LiveReport(string Status);

/// <param name="Status"><c>ready</c> or <c>not_ready</c>.</param>
/// <param name="Reason">Fixed text of the first failing check; null when ready.</param>
internal sealed record ReadyReport(
    string Status, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason)
{
    public static ReadyReport From(HealthReport report) =>
        report.Entries.Where(entry => entry.Value.Status == HealthStatus.Unhealthy)
            .Select(failing => new ReadyReport("not_ready", failing.Value.Description ?? $"{failing.Key} unavailable"))
            .FirstOrDefault() ?? new("ready", null);
}

/// <summary>The response of <c>GET /health</c> on a service behind the gateway.</summary>
internal sealed record DetailsReport(
    string Status, DateTimeOffset Timestamp, string Service, string Instance, string Version,
    double UptimeSeconds, IReadOnlyDictionary<string, CheckReport> Checks)
{
    public static DetailsReport From(ServiceIdentity identity, HealthReport report, DateTimeOffset now) => new(
        CheckReport.Name(report.Status), now, identity.Name, identity.InstanceId, identity.Version,
        Math.Round((now - identity.StartedAt).TotalSeconds, 3),
        report.Entries.ToDictionary(entry => entry.Key, entry => CheckReport.From(entry.Value)));
}

/// <param name="Status"><c>healthy</c>, <c>degraded</c> or <c>unhealthy</c>.</param>
/// <param name="Reason">Null when healthy.</param>
/// <param name="ResponseTimeMs">How long the check took, in milliseconds.</param>
internal sealed record CheckReport(string Status, string? Reason, double ResponseTimeMs)
{
    public static CheckReport From(HealthReportEntry entry) =>
        new(Name(entry.Status), entry.Description, Math.Round(entry.Duration.TotalMilliseconds, 3));

    public static string Name(HealthStatus status) => status switch
    {
        HealthStatus.Healthy => "healthy",
        HealthStatus.Degraded => "degraded",
        _ => "unhealthy",
    };
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(TimeConverter)])]
[JsonSerializable(typeof(LiveReport))]
[JsonSerializable(typeof(ReadyReport))]
[JsonSerializable(typeof(DetailsReport))]
internal sealed partial class HealthJson : JsonSerializerContext;
