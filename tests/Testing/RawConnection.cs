using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Testing;

/// <summary>Bytes as a client of any kind may send them.</summary>
public sealed class RawConnection : IAsyncDisposable
{
    /// <summary>The first line of a stream of events, which has no end to wait for.</summary>
    private static readonly byte[] StreamBegins = "\r\nretry: 2000\n\n"u8.ToArray();

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly NetworkStream _stream;

    private RawConnection(Socket socket) => _stream = new NetworkStream(socket, ownsSocket: true);

    /// <summary>Nothing more will be written; answers can still be read.</summary>
    public void EndOfRequests()
    {
        try
        {
            _stream.Socket.Shutdown(SocketShutdown.Send);
        }
        catch (SocketException)
        {
            // The server may have hung up already.
        }
    }

    public static async Task<RawConnection> OpenAsync(int port)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        return new RawConnection(socket);
    }

    /// <returns>Everything the server sends until it closes, or in ten seconds; empty when it says nothing.</returns>
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

    /// <returns>All that the server sends until it closes or begins a stream of events, or within that time.</returns>
    public async Task<string> ReadToEndAsync(TimeSpan within)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(within);
        using var received = new MemoryStream();
        var buffer = new byte[16 * 1024];
        try
        {
            while (await _stream.ReadAsync(buffer, patience.Token) is > 0 and var length)
            {
                received.Write(buffer, 0, length);
                if (received.GetBuffer().AsSpan(0, (int)received.Length).IndexOf(StreamBegins) >= 0)
                {
                    break;
                }
            }
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
