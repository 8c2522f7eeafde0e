using Platform.Timing;
using Platform.Topology;

namespace Gateway.Health;

/// <summary>
/// Answers <c>GET /health</c>. Requests within a second share one response, so that a public address cannot keep every
/// replica busy with health checks.
/// </summary>
internal sealed class HealthEndpoint(ReadinessClient replicas, TimeProvider clock)
{
    /// <summary>What users-service reports while its database does not answer.</summary>
    private const string DatabaseUnavailable = "database unavailable";

    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Task<SystemReport>? _latest;
    private long _readAt;

    public static async Task AnswerAsync(HttpContext context)
    {
        var health = context.RequestServices.GetRequiredService<HealthEndpoint>();
        var report = await health.Latest().WaitAsync(context.RequestAborted);

        context.Response.StatusCode =
            report.Status == "unhealthy" ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(
            report, SystemJson.Readable.SystemReport, cancellationToken: context.RequestAborted);
    }

    private Task<SystemReport> Latest()
    {
        lock (_lock)
        {
            if (_latest is null || clock.GetElapsedTime(_readAt) >= Freshness)
            {
                _readAt = clock.GetTimestamp();
                _latest = ReadAsync();
            }

            return _latest;
        }
    }

    private async Task<SystemReport> ReadAsync()
    {
        var started = clock.GetTimestamp();
        var objectives = replicas.ObjectivesAsync();
        var behind = SystemTopology.BehindTheGateway;
        var readiness = await Task.WhenAll(behind.Select(service => replicas.ReadinessAsync(service.ShortName)));

        var byService = behind.Zip(readiness).ToDictionary(pair => pair.First.Name, pair => pair.Second);
        var database = DatabaseOf(byService[SystemTopology.Users]);
        var services = byService.ToDictionary(service => service.Key, service => ServiceReport.From(service.Value));
        var slos = await objectives;
        var elapsed = Math.Round(clock.GetElapsedTime(started).TotalMilliseconds, 3);
        return new(
            Overall(database, services), Rfc3339.Text(clock.GetUtcNow()), database, elapsed, services, slos);
    }

    private static string DatabaseOf(IReadOnlyCollection<ReplicaReadiness> users) =>
        users.Any(replica => replica.IsReady) ? "connected"
        : users.Any(replica => replica.Reason == DatabaseUnavailable) ? "disconnected"
        : "unknown";

    private static string Overall(string database, Dictionary<string, ServiceReport> services) =>
        database == "disconnected" || services.Any(IsOnPathAndUnhealthy) ? "unhealthy"
        : services.Values.Any(service => service.Status != "healthy") ? "degraded"
        : "healthy";

    private static bool IsOnPathAndUnhealthy(KeyValuePair<string, ServiceReport> service) =>
        SystemTopology.LayerOf(service.Key) is not null && service.Value.Status == "unhealthy";
}
