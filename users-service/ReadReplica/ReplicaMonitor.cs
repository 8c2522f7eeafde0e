using System.Diagnostics.Metrics;
using NpgsqlTypes;
using Platform.Telemetry;
using UsersService.Database;

namespace UsersService.ReadReplica;

internal sealed class ReplicaMonitor : BackgroundService
{
    private readonly UsersDatabase _primary;
    private readonly ReplicaDatabase _replica;
    private readonly ReplicationLag _lag;
    private readonly TimeProvider _clock;
    private ReplicaPosition? _position;

    public ReplicaMonitor(
        UsersDatabase primary, ReplicaDatabase replica, ReplicationLag lag, IMeterFactory meters, TimeProvider clock)
    {
        _primary = primary;
        _replica = replica;
        _lag = lag;
        _clock = clock;
        meters.Create(TelemetryModule.Source).CreateObservableGauge(
            "users.replica.lag", Lag, "s", "Upper bound of the read replica's lag; absent while it is unknown.");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(ReplicationLag.Interval, _clock);
        do
        {
            await TryAsync(NotePrimaryAsync, stoppingToken);
            await TryAsync(NoteReplicaAsync, stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static async Task TryAsync(Func<CancellationToken, Task> note, CancellationToken stoppingToken)
    {
        try
        {
            await note(stoppingToken);
        }
        catch (Exception error) when (DatabaseFailure.MeansUnavailable(error))
        {
            // Without a new position the lag grows by itself.
        }
    }

    private async Task NotePrimaryAsync(CancellationToken cancellationToken)
    {
        var at = _clock.GetUtcNow();
        var position = await _primary.ReadOneAsync<string>(
            "select pg_current_wal_flush_lsn()::text", null, cancellationToken);
        _lag.NotePrimary(at, NpgsqlLogSequenceNumber.Parse(position!));
    }

    private async Task NoteReplicaAsync(CancellationToken cancellationToken) =>
        _position = await _replica.AskAsync(cancellationToken);

    private IEnumerable<Measurement<double>> Lag() =>
        _position is { } position && _lag.Behind(_clock.GetUtcNow(), position.Replayed) is { } behind
            ? [new(behind.TotalSeconds)]
            : [];
}
