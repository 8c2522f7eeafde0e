using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Testing;

namespace Platform.Tests;

/// <summary>A service with nothing but the defaults and the routes of the test, on real sockets.</summary>
internal sealed class TestService : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestService(WebApplication app, int port, int managementPort)
    {
        _app = app;
        Client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        Management = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{managementPort}") };
    }

    public HttpClient Client { get; }

    public HttpClient Management { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<TestService> StartAsync(
        Action<WebApplication>? routes = null,
        Action<WebApplicationBuilder>? parts = null,
        params (string Key, string Value)[] settings)
    {
        var (port, managementPort) = (FreePorts.Next(), FreePorts.Next());
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Service:BindAddress"] = "127.0.0.1",
            ["Service:Port"] = $"{port}",
            ["Service:ManagementPort"] = $"{managementPort}",
            ["Service:DrainDelay"] = "00:00:00",
            ["Serilog:MinimumLevel:Default"] = "Fatal",
            ["Serilog:MinimumLevel:Override:Microsoft.Hosting.Lifetime"] = "Fatal",
        });
        builder.Configuration.AddInMemoryCollection(
            settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.AddServiceDefaults("test-service");
        parts?.Invoke(builder);

        var app = builder.Build();
        app.UseServiceDefaults();
        routes?.Invoke(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new TestService(app, port, managementPort);
    }

    /// <summary>What SIGTERM does.</summary>
    public Task StopAsync() => _app.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Management.Dispose();
        await _app.DisposeAsync();
    }
}
