using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Testing;

namespace WebFrontend.Tests;

/// <summary>The web frontend on real sockets, with replicas of users-service of the test's own.</summary>
public sealed class RunningFrontend : IAsyncDisposable
{
    private readonly Application _application;
    private readonly HttpClient _management;

    private RunningFrontend(IReadOnlyList<string> replicas, IEnumerable<(string Key, string Value)> settings)
    {
        var (port, managementPort) = (FreePorts.Next(), FreePorts.Next());
        _application = new Application(
        [
            ("Service:BindAddress", "127.0.0.1"),
            ("Service:Port", $"{port}"),
            ("Service:ManagementPort", $"{managementPort}"),
            ("Service:DrainDelay", "00:00:00"),
            ("Serilog:MinimumLevel:Default", "Fatal"),
            ("Serilog:MinimumLevel:Override:Microsoft.Hosting.Lifetime", "Fatal"),
            .. replicas.Select((address, index) => ($"services:users:http:{index}", address)),
            .. settings,
        ]);
        _application.UseKestrel();
        _application.StartServer();
        Address = new Uri($"http://127.0.0.1:{port}");
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
        {
            BaseAddress = Address,
        };
        _management = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{managementPort}") };
    }

    public Uri Address { get; }

    /// <summary>Follows no redirect.</summary>
    public HttpClient Client { get; }

    /// <summary>The files behind <c>/assets</c>.</summary>
    public string AssetFolder =>
        Path.Combine(_application.Services.GetRequiredService<IWebHostEnvironment>().WebRootPath, "assets");

    public static RunningFrontend Start(UsersReplica replica, params (string Key, string Value)[] settings) =>
        new([replica.Address], settings);

    public static RunningFrontend Start(IReadOnlyList<string> replicas, params (string Key, string Value)[] settings) =>
        new(replicas, settings);

    public Task<string> ManagementAsync(string path) =>
        _management.GetStringAsync(path, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _management.Dispose();
        await _application.DisposeAsync();
    }

    private sealed class Application(IEnumerable<(string Key, string Value)> settings) : WebApplicationFactory<Program>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            foreach (var (key, value) in settings)
            {
                builder.UseSetting(key, value);
            }

            builder.UseEnvironment("Production");
        }
    }
}
