using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Platform.Database;
using Platform.Requests;
using Platform.Telemetry;
using UsersService.Database;

namespace UsersService.History;

/// <summary>The gauge <c>users.active</c>: users created or changed within each range of the reports.</summary>
// Requests carry no identity, so reads do not count.
internal sealed class ActiveUsers : BackgroundService
{
    internal const string Count =
        $"""
        select count(distinct user_id) from user_history
        where at > now() - @span
          and actor not in ('system', '{TrafficClass.Probe}', '{TrafficClass.LoadTest}', '{TrafficClass.Chaos}')
        """;

    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Later = TimeSpan.FromMinutes(5);

    private static readonly ActiveRange[] Ranges =
    [
        new("5m", TimeSpan.FromMinutes(5), Soon), new("15m", TimeSpan.FromMinutes(15), Soon),
        new("1h", TimeSpan.FromHours(1), Soon), new("6h", TimeSpan.FromHours(6), Later),
        new("24h", TimeSpan.FromHours(24), Later), new("7d", TimeSpan.FromDays(7), Later),
        new("30d", TimeSpan.FromDays(30), Later),
    ];

    private readonly UsersDatabase _database;
    private readonly RequiredSchema _schema;
    private readonly TimeProvider _clock;
    private readonly ConcurrentDictionary<ActiveRange, Counted> _counted = [];

    public ActiveUsers(UsersDatabase database, RequiredSchema schema, TimeProvider clock, IMeterFactory meters)
    {
        _database = database;
        _schema = schema;
        _clock = clock;
        meters.Create(TelemetryModule.Source).CreateObservableGauge(
            "users.active", Values, description: "Users who signed up or were changed within the range.");
        meters.Create(TelemetryModule.Source).CreateObservableGauge(
            "users.active.counted", Times, "s", "When users.active was counted, as a Unix time.");
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await _schema.Ready.WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var timer = new PeriodicTimer(Soon, _clock);
        do
        {
            await TryAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task TryAsync(CancellationToken stoppingToken)
    {
        try
        {
            foreach (var range in Ranges.Where(IsDue))
            {
                var users = await _database.ListAsync<long>(
                    Count, new { span = range.Span }, read: null, stoppingToken);
                _counted[range] = new Counted(users[0], _clock.GetTimestamp());
            }
        }
        catch (Exception error) when (DatabaseFailure.MeansUnavailable(error))
        {
            // An old count expires by itself.
        }
    }

    private bool IsDue(ActiveRange range) =>
        !_counted.TryGetValue(range, out var counted) || _clock.GetElapsedTime(counted.At) >= range.Period;

    private IEnumerable<Measurement<long>> Values() =>
        Current.Select(counted => new Measurement<long>(counted.Value.Users, Range(counted.Key)));

    private IEnumerable<Measurement<double>> Times() => Current.Select(counted => new Measurement<double>(
        (_clock.GetUtcNow() - _clock.GetElapsedTime(counted.Value.At)).ToUnixTimeMilliseconds() / 1000.0,
        Range(counted.Key)));

    private IEnumerable<KeyValuePair<ActiveRange, Counted>> Current =>
        _counted.Where(counted => _clock.GetElapsedTime(counted.Value.At) < (2 * counted.Key.Period) + Soon);

    private static KeyValuePair<string, object?> Range(ActiveRange range) => new("range", range.Name);

    private sealed record ActiveRange(string Name, TimeSpan Span, TimeSpan Period);

    private sealed record Counted(long Users, long At);
}
