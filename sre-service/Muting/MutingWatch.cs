using Platform.Database;

namespace SreService.Muting;

/// <summary>Looks every few seconds for what operators said to other replicas.</summary>
internal sealed class MutingWatch(Migrations migrations, MutingStore store, TimeProvider clock) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await migrations.Done.WaitAsync(stoppingToken);
        using var pause = new PeriodicTimer(Pause, clock);
        do
        {
            await store.RefreshAsync(stoppingToken);
        }
        while (await pause.WaitForNextTickAsync(stoppingToken));
    }
}
