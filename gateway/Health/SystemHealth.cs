namespace Gateway.Health;

/// <summary>
/// Answers <c>GET /health</c>. Whoever asks within a second of another gets the same answer, so that a public address
/// cannot be used to keep every replica busy with questions about its health.
/// </summary>
internal sealed class SystemHealth(Replicas replicas, TimeProvider clock)
{
    /// <summary>What users-service says of a database that does not answer.</summary>
    private const string DatabaseUnavailable = "database unavailable";

    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Task<SystemReport>? _latest;
    private long _askedAt;

    public static async Task AnswerAsync(HttpContext context)
    {
        var health = context.RequestServices.GetRequiredService<SystemHealth>();
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
            if (_latest is null || clock.GetElapsedTime(_askedAt) >= Freshness)
            {
                _askedAt = clock.GetTimestamp();
                _latest = AskAsync();
            }

            return _latest;
        }
    }

    private async Task<SystemReport> AskAsync()
    {
        var started = clock.GetTimestamp();
        var (users, sre, web) = (replicas.AskAsync("users"), replicas.AskAsync("sre"), replicas.AskAsync("web"));
        var objectives = replicas.ObjectivesAsync();
        await Task.WhenAll(users, sre, web, objectives);

        var database = DatabaseOf(await users);
        var services = new Dictionary<string, ServiceReport>
        {
            ["users-service"] = ServiceReport.From(await users),
            ["sre-service"] = ServiceReport.From(await sre),
            ["web-frontend"] = ServiceReport.From(await web),
        };
        var elapsed = Math.Round(clock.GetElapsedTime(started).TotalMilliseconds, 3);
        return new(
            Overall(database, services), SystemReport.Format(clock.GetUtcNow()), database, elapsed, services,
            await objectives);
    }

    internal static string DatabaseOf(IReadOnlyCollection<ReplicaAnswer> users) =>
        users.Any(replica => replica.IsReady) ? "connected"
        : users.Any(replica => replica.Reason == DatabaseUnavailable) ? "disconnected"
        : "unknown";

    internal static string Overall(string database, IReadOnlyDictionary<string, ServiceReport> services) =>
        database == "disconnected" || services["users-service"].Status == "unhealthy" ? "unhealthy"
        : services.Values.Any(service => service.Status != "healthy") ? "degraded"
        : "healthy";
}
