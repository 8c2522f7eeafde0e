using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Benchmarks.Load;

/// <summary>
/// Clients of our own, where wrk is missing or a rate is to be kept. At a given rate a request that must wait for a
/// client counts from the moment it was due, so that a stall is not hidden by the requests that it held back.
/// </summary>
internal sealed class OwnClients(Uri address, IReadOnlyList<string> requests, int clients, double? rate)
{
    private readonly Latencies _latencies = new();
    private long _next = -1;
    private long _errors;

    public async Task<LoadResult> RunAsync(TimeSpan duration, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => ClientAsync(started, duration, cancellationToken)));
        return _latencies.Result(Stopwatch.GetElapsedTime(started), _errors);
    }

    private async Task ClientAsync(long started, TimeSpan duration, CancellationToken cancellationToken)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(address.Host, address.Port, cancellationToken);
        var answer = new byte[1 << 20];
        var durations = new List<TimeSpan>();
        for (var number = Next(); ; number = Next())
        {
            var now = Stopwatch.GetElapsedTime(started);
            var due = rate is { } perSecond ? TimeSpan.FromSeconds(number / perSecond) : now;
            if (due >= duration)
            {
                break;
            }

            var from = await UntilAsync(started, due, cancellationToken);
            await socket.SendAsync(Encoding.UTF8.GetBytes(requests[(int)(number % requests.Count)]), cancellationToken);
            if (!await IsSuccessAsync(socket, answer, cancellationToken))
            {
                Interlocked.Increment(ref _errors);
            }

            durations.Add(Stopwatch.GetElapsedTime(started) - from);
        }

        _latencies.Add(durations);
    }

    private long Next() => Interlocked.Increment(ref _next);

    /// <returns>When the request's time began: a timer that is late is no fault of who answers.</returns>
    private static async Task<TimeSpan> UntilAsync(long started, TimeSpan due, CancellationToken cancellationToken)
    {
        var wait = due - Stopwatch.GetElapsedTime(started);
        if (wait <= TimeSpan.Zero)
        {
            return due;
        }

        await Task.Delay(wait, cancellationToken);
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>Reads one answer to its end, which its length or its last chunk tells.</summary>
    private static async Task<bool> IsSuccessAsync(Socket socket, byte[] buffer, CancellationToken cancellationToken)
    {
        for (var filled = 0; ;)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(filled), cancellationToken);
            filled += read;
            if (read == 0 || HttpAnswer.IsComplete(buffer.AsSpan(0, filled)))
            {
                return read > 0 && buffer[9] is (byte)'2' or (byte)'3';
            }
        }
    }
}
