using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using SreService.Tests.Scraping;

namespace SreService.Tests.Notifications;

/// <summary>A receiver on a real socket, with the messages that it got.</summary>
internal sealed class ReceivingServer : IAsyncDisposable
{
    private readonly ReplicaServer _server;

    private ReceivingServer() => _server = new(TakeAsync);

    public ConcurrentQueue<(string Id, string? Authorization, JsonElement Body)> Messages { get; } = [];

    /// <summary>How many requests it got, whatever it answered.</summary>
    public int Requests { get; private set; }

    public int Status { get; set; } = 200;

    public Uri Address => _server.Address;

    public static async Task<ReceivingServer> StartAsync()
    {
        var server = new ReceivingServer();
        await server._server.StartAsync();
        return server;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        var body = await context.Request.ReadFromJsonAsync<JsonElement>();
        Requests++;
        // Like many small servers: it does not read a body in chunks.
        context.Response.StatusCode = context.Request.ContentLength is null
            ? StatusCodes.Status411LengthRequired
            : Status;
        if (context.Response.StatusCode == 200)
        {
            Messages.Enqueue(
                (context.Request.Headers["Idempotency-Key"]!, context.Request.Headers.Authorization, body));
        }
    }
}
