using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Testing;

namespace Gateway.Tests;

/// <summary>
/// A real server on loopback that stands for a service; the test says what it answers and may stop and start it.
/// </summary>
public sealed class Backend(int port) : IAsyncDisposable
{
    private WebApplication? _server;

    public string Address { get; } = $"http://127.0.0.1:{port}/";

    /// <summary>Answers every path but <c>/health/ready</c>; by default 200 with the text <c>ok</c>.</summary>
    public RequestDelegate Answer { get; set; } = context => context.Response.WriteAsync("ok");

    public RequestDelegate Ready { get; set; } = context => context.Response.WriteAsync("""{"status":"ready"}""");

    /// <summary>Requests that it has seen, without those for its health.</summary>
    public int Requests => _requests;

    private int _requests;

    public static async Task<Backend> StartAsync()
    {
        var backend = new Backend(FreePorts.Next());
        await backend.StartAgainAsync();
        return backend;
    }

    public async Task StartAgainAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.Listen(IPAddress.Loopback, port);
            server.Limits.MaxRequestLineSize = 64 * 1024;
            server.Limits.MaxRequestHeadersTotalSize = 128 * 1024;
            server.Limits.MaxRequestHeaderCount = 1000;
        });
        _server = builder.Build();
        _server.Run(HandleAsync);
        await _server.StartAsync();
    }

    public async Task StopAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _server!.StopAsync(now.Token);
        await _server.DisposeAsync();
        _server = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await StopAsync();
        }
    }

    private Task HandleAsync(HttpContext context)
    {
        if (context.Request.Path == "/health/ready")
        {
            return Ready(context);
        }

        Interlocked.Increment(ref _requests);
        return Answer(context);
    }
}
