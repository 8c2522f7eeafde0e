using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Gateway.Tests;

/// <summary>Bytes as a client of any kind may send them.</summary>
public sealed class RawConnection : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly TcpClient _client = new();

    public static async Task<RawConnection> OpenAsync(int port)
    {
        var connection = new RawConnection();
        await connection._client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        return connection;
    }

    /// <returns>Everything the server sends until it closes; empty when it closes without a word.</returns>
    public static async Task<string> SendAsync(int port, byte[] bytes)
    {
        await using var connection = await OpenAsync(port);
        await connection.WriteAsync(bytes);
        connection._client.Client.Shutdown(SocketShutdown.Send);
        return await connection.ReadToEndAsync();
    }

    public static Task<string> SendAsync(int port, string text) => SendAsync(port, Encoding.Latin1.GetBytes(text));

    public async Task WriteAsync(byte[] bytes)
    {
        try
        {
            await _client.GetStream().WriteAsync(bytes, TestContext.Current.CancellationToken);
        }
        catch (IOException)
        {
            // The server may refuse before it has read all.
        }
    }

    public async Task<string> ReadToEndAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        var received = new MemoryStream();
        try
        {
            await _client.GetStream().CopyToAsync(received, patience.Token);
        }
        catch (IOException)
        {
            // A connection that is reset ends like one that is closed.
        }

        return Encoding.Latin1.GetString(received.ToArray());
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }
}
