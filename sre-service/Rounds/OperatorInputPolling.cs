using Platform.Database;
using SreService.Alerting.Silences;
using SreService.Deploys;
using SreService.Incidents;
using SreService.Jobs;

namespace SreService.Rounds;

/// <summary>
/// Polls the database for silences, incident entries, job runs and deploy overrides that other replicas received.
/// </summary>
internal sealed class OperatorInputPolling(
    RequiredSchema schema, SilenceStore silences, IncidentStore incidents, JobStore jobs, DeployStore deploys,
    TimeProvider clock)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await schema.Ready.WaitAsync(stoppingToken);
        using var pause = new PeriodicTimer(Pause, clock);
        do
        {
            await silences.RefreshAsync(stoppingToken);
            await incidents.RefreshAsync(stoppingToken);
            await jobs.RefreshAsync(stoppingToken);
            await deploys.RefreshAsync(stoppingToken);
        }
        while (await pause.WaitForNextTickAsync(stoppingToken));
    }
}
