using System.Globalization;
using System.Net;
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

    private readonly IPAddress _listensAt;

    /// <param name="answer">What it does.</param>
    /// <param name="listensAt">Where it can be reached; 127.0.0.1 alone when absent.</param>
    /// <param name="port">At which port; a free one when absent.</param>
    public ReplicaServer(Func<HttpContext, Task> answer, IPAddress? listensAt = null, int? port = null)
    {
        Answer = answer;
        _listensAt = listensAt ?? IPAddress.Loopback;
        Port = port ?? FreePorts.Next();
    }

    public ReplicaServer(Func<string> text, IPAddress? listensAt = null)
        : this(context => context.Response.WriteAsync(text()), listensAt)
    {
    }

    public Func<HttpContext, Task> Answer { get; set; }

    public int Port { get; }

    public Uri Address => new($"http://127.0.0.1:{Port.ToString(CultureInfo.InvariantCulture)}");

    public async Task<ReplicaServer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(_listensAt, Port));
        _app = builder.Build();
        _app.Run(context =>
        {
            // Tests move their own clock; one of them says otherwise when it matters.
            context.Response.Headers.Date = "";
            return Answer(context);
        });
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
