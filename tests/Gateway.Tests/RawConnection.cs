using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Tests;

/// <summary>Bytes as a client of any kind may send them.</summary>
public sealed class RawConnection : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly NetworkStream _stream;

    private RawConnection(Socket socket) => _stream = new NetworkStream(socket, ownsSocket: true);

    public static async Task<RawConnection> OpenAsync(int port)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        return new RawConnection(socket);
    }

    /// <returns>Everything the server sends until it closes, or in two seconds; empty when it says nothing.</returns>
    public static async Task<string> SendAsync(int port, byte[] bytes, TimeSpan? patience = null)
    {
        await using var connection = await OpenAsync(port);
        await connection.WriteAsync(bytes);
        return await connection.ReadToEndAsync(patience ?? Patience);
    }

    public static Task<string> SendAsync(int port, string text) => SendAsync(port, Encoding.Latin1.GetBytes(text));

    public async Task WriteAsync(byte[] bytes)
    {
        try
        {
            await _stream.WriteAsync(bytes, TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // The server may refuse before it has read all.
        }
    }

    private async Task<string> ReadToEndAsync(TimeSpan within)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(within);
        var received = new MemoryStream();
        try
        {
            await _stream.CopyToAsync(received, patience.Token);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException)
        {
            // A connection that is reset ends like one that is closed.
        }

        return Encoding.Latin1.GetString(received.ToArray());
    }

    public ValueTask DisposeAsync()
    {
        _stream.Dispose();
        return ValueTask.CompletedTask;
    }
}
