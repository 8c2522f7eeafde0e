using System.Net;
using System.Net.Sockets;
using System.Text;

namespace UsersService.Tests.Idempotency;

/// <summary>
/// A TCP proxy that cuts one connection on demand: as soon as the server has responded to bytes with a given text,
/// whose response it drops.
/// </summary>
internal sealed class CuttingRelay : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Task _accepting;
    private string? _fatal;

    private CuttingRelay(string host, int port)
    {
        _listener.Start();
        _accepting = AcceptAsync(host, port);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public static CuttingRelay To(string host, int port) => new(host, port);

    public void CutAfter(string text) => _fatal = text;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync(string host, int port)
    {
        while (true)
        {
            var client = await _listener.AcceptTcpClientAsync(_stop.Token);
            _ = RelayAsync(client, host, port).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task RelayAsync(TcpClient client, string host, int port)
    {
        using var server = new TcpClient();
        using (client)
        {
            await server.ConnectAsync(host, port, _stop.Token);
            var cut = false;
            await Task.WhenAny(
                CopyAsync(client.GetStream(), server.GetStream(), bytes => { cut |= IsFatal(bytes); return true; }),
                CopyAsync(server.GetStream(), client.GetStream(), _ => !cut));
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to, Func<Memory<byte>, bool> admit)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReadAsync(buffer, _stop.Token) is > 0 and var length && admit(buffer.AsMemory(0, length)))
        {
            await to.WriteAsync(buffer.AsMemory(0, length), _stop.Token);
        }
    }

    private bool IsFatal(Memory<byte> bytes) =>
        _fatal is { } text && Encoding.ASCII.GetString(bytes.Span).Contains(text, StringComparison.Ordinal)
        && Interlocked.Exchange(ref _fatal, null) is not null;
}
