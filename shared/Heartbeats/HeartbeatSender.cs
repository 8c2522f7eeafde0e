using System.Net.Http.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Configuration;

namespace Platform.Heartbeats;

/// <summary>Announces this process every few seconds, so that it is measured from its start.</summary>
internal sealed partial class HeartbeatSender(
    HeartbeatSettings settings, ServiceSettings service, ServiceIdentity identity, HeartbeatTargets targets,
    TimeProvider clock, ILogger<HeartbeatSender> logger)
    : BackgroundService
{
    private readonly Heartbeat _beat = new(
        identity.Name, identity.InstanceId, identity.Version, identity.StartedAt, service.ManagementPort);

    private bool _accepted = true;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(settings.Interval, clock);
        do
        {
            Record(await targets.PostAsync(Heartbeat.Path, Content, stoppingToken));
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private JsonContent Content() => JsonContent.Create(_beat, HeartbeatJson.Default.Heartbeat);

    private void Record(string? problem)
    {
        if (_accepted && problem is not null)
        {
            LogRejected(problem);
        }

        _accepted = problem is null;
    }

    [LoggerMessage(LogLevel.Warning, "Heartbeat was rejected: {reason}")]
    private partial void LogRejected(string reason);
}
