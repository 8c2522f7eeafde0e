using System.Collections.Concurrent;
using System.Net;
using Platform.Requests;

namespace Gateway.RateLimits;

/// <summary>What one client uses now.</summary>
internal sealed class ClientUse(RateLimitSettings settings, TimeProvider clock)
{
    private const long Never = 0;

    private long _lastSeen = clock.GetTimestamp();
    private long _lastWrite = Never;

    public SlidingWindow Requests { get; } = new(settings.Requests, settings.Window, clock);

    public Held InFlight { get; } = new(settings.RequestsInFlight);

    public Held EventStreams { get; } = new(settings.EventStreams);

    public Held Connections { get; } = new(settings.Connections);

    /// <summary>Zero while it holds something.</summary>
    public TimeSpan Idle => InFlight.IsEmpty && Connections.IsEmpty
        ? clock.GetElapsedTime(Volatile.Read(ref _lastSeen))
        : TimeSpan.Zero;

    /// <summary>Since it received the response to its last write; null when it has not written.</summary>
    public TimeSpan? SinceWrite =>
        Volatile.Read(ref _lastWrite) is var at and not Never ? clock.GetElapsedTime(at) : null;

    public void Wrote() => Volatile.Write(ref _lastWrite, clock.GetTimestamp());

    public void Seen() => Volatile.Write(ref _lastSeen, clock.GetTimestamp());
}

/// <summary>How many of something are held at once.</summary>
/// <param name="most">0 for any number.</param>
internal sealed class Held(int most)
{
    private int _now;

    public int Left => most == 0 ? int.MaxValue : Math.Max(0, most - Volatile.Read(ref _now));

    public bool IsEmpty => Volatile.Read(ref _now) == 0;

    public bool TryTake()
    {
        if (Interlocked.Increment(ref _now) > most && most > 0)
        {
            Return();
            return false;
        }

        return true;
    }

    public void Return() => Interlocked.Decrement(ref _now);
}

/// <summary>
/// The clients of late. One that has been idle for longer than its limits and its last write matter is forgotten.
/// </summary>
internal sealed class ClientUses(RateLimitSettings settings, TimeProvider clock) : BackgroundService
{
    private readonly ConcurrentDictionary<IPAddress, ClientUse> _clients = [];
    private readonly TimeSpan _memory =
        settings.Window > LastWrite.SentFor ? settings.Window : LastWrite.SentFor;

    public int Count => _clients.Count;

    public ClientUse Of(IPAddress client)
    {
        var use = _clients.TryGetValue(client, out var known)
            ? known
            : _clients.GetOrAdd(client, _ => new ClientUse(settings, clock));
        use.Seen();
        return use;
    }

    public void ForgetIdle()
    {
        foreach (var (client, use) in _clients)
        {
            if (use.Idle > _memory)
            {
                _clients.TryRemove(new(client, use));
            }
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(settings.Window, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            ForgetIdle();
        }
    }
}
