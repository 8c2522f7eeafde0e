using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Testing;

namespace SreService.Tests.Scraping;

/// <summary>A management port on a real socket that answers whatever the test wants.</summary>
internal sealed class ReplicaServer : IAsyncDisposable
{
    private WebApplication? _app;

    public ReplicaServer(Func<HttpContext, Task> answer) => Answer = answer;

    public ReplicaServer(Func<string> text)
        : this(context => context.Response.WriteAsync(text()))
    {
    }

    public Func<HttpContext, Task> Answer { get; set; }

    public int Port { get; } = FreePorts.Next();

    public Uri Address => new($"http://127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}");

    public async Task<ReplicaServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(Address.ToString());
        _app = builder.Build();
        _app.Run(context => Answer(context));
        await _app.StartAsync();
        return this;
    }

    /// <summary>As a process that was killed: nobody listens any more.</summary>
    public async Task StopAsync()
    {
        if (_app is { } running)
        {
            _app = null;
            await running.DisposeAsync();
        }
    }

    public ValueTask DisposeAsync() => new(StopAsync());
}
