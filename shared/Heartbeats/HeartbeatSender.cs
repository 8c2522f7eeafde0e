using System.Net.Http.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Configuration;

namespace Platform.Heartbeats;

/// <summary>Says every few seconds that this process is there, so that it is measured from its start.</summary>
internal sealed partial class HeartbeatSender(
    HeartbeatSettings settings, ServiceSettings service, ServiceIdentity identity, Listeners listeners,
    TimeProvider clock, ILogger<HeartbeatSender> logger)
    : BackgroundService
{
    private readonly Heartbeat _beat = new(
        identity.Name, identity.InstanceId, identity.Version, identity.StartedAt, service.ManagementPort);

    private bool _heard = true;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(settings.Interval, clock);
        do
        {
            Note(await listeners.TellAsync(Heartbeat.Path, Content, stoppingToken));
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private JsonContent Content() => JsonContent.Create(_beat, HeartbeatJson.Default.Heartbeat);

    private void Note(string? problem)
    {
        if (_heard && problem is not null)
        {
            LogUnheard(problem);
        }

        _heard = problem is null;
    }

    [LoggerMessage(LogLevel.Warning, "A heartbeat was not taken: {reason}")]
    private partial void LogUnheard(string reason);
}
