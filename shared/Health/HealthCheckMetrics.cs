using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Platform.Telemetry;

namespace Platform.Health;

/// <summary>
/// Runs the health checks every few seconds and exports each as the gauge <c>health.check.status</c>, so that a lost
/// dependency is seen without traffic.
/// </summary>
internal sealed partial class HealthCheckMetrics : IHealthCheckPublisher
{
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    private readonly ILogger<HealthCheckMetrics> _logger;
    private volatile IReadOnlyDictionary<string, HealthReportEntry> _checks =
        new Dictionary<string, HealthReportEntry>();

    public HealthCheckMetrics(IMeterFactory meters, ILogger<HealthCheckMetrics> logger)
    {
        _logger = logger;
        meters.Create(TelemetryModule.Source).CreateObservableGauge(
            "health.check.status", Statuses, description: "1 healthy, 0.5 degraded, 0 unhealthy.");
    }

    public Task PublishAsync(HealthReport report, CancellationToken cancellationToken)
    {
        var earlier = _checks;
        _checks = report.Entries;
        foreach (var (name, check) in report.Entries)
        {
            var before = earlier.TryGetValue(name, out var known) ? known.Status : HealthStatus.Healthy;
            if (check.Status != before)
            {
                LogChanged(name, CheckReport.Name(before), CheckReport.Name(check.Status));
            }
        }

        return Task.CompletedTask;
    }

    private IEnumerable<Measurement<double>> Statuses() =>
        _checks.Select(check => new Measurement<double>(
            (int)check.Value.Status / 2.0, new KeyValuePair<string, object?>("check", check.Key)));

    [LoggerMessage(LogLevel.Warning, "Health check {check} changed from {before} to {now}")]
    private partial void LogChanged(string check, string before, string now);
}
