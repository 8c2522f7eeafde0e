using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Testing;

namespace Platform.Tests.Heartbeats;

/// <summary>Hears what processes post, in the place of sre-service.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private readonly WebApplication _app;

    private Listener(WebApplication app, Uri address)
    {
        _app = app;
        Address = address;
    }

    public Uri Address { get; }

    public ConcurrentQueue<(string Path, string Key, string Body)> Heard { get; } = [];

    /// <summary>What it answers, in turn; then always 204.</summary>
    public ConcurrentQueue<int> Answers { get; } = [];

    public static async Task<Listener> StartAsync()
    {
        var address = new Uri($"http://127.0.0.1:{FreePorts.Next()}");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(address.ToString());
        var app = builder.Build();
        var listener = new Listener(app, address);
        app.Run(listener.HearAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return listener;
    }

    public string[] Bodies(string path) => [.. Heard.Where(heard => heard.Path == path).Select(heard => heard.Body)];

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task HearAsync(HttpContext context)
    {
        using var body = new StreamReader(context.Request.Body);
        var key = $"{context.Request.Headers["X-System-Key"]}";
        Heard.Enqueue((context.Request.Path, key, await body.ReadToEndAsync()));
        context.Response.StatusCode = Answers.TryDequeue(out var status) ? status : 204;
    }
}
