using System.Diagnostics;
using Local;
using Testing;

namespace EndToEnd.Tests;

/// <summary>
/// The whole system as <c>dotnet run --project infra/local</c> starts it, with two replicas of every service, on a
/// server and on ports of its own.
/// </summary>
internal sealed class RunningSystem : IAsyncDisposable
{
    private static int _lastPorts = Random.Shared.Next(40);

    private readonly LocalSystem _system;
    private readonly string _data;

    private RunningSystem(LocalSystem system, PrivatePostgres postgres, string data)
    {
        _system = system;
        _data = data;
        Postgres = postgres;
        Gateway = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = system.Topology.Gateway,
        };
    }

    /// <summary>A client of the gateway.</summary>
    public HttpClient Gateway { get; }

    /// <summary>The database server, for the test to stop and start.</summary>
    public PrivatePostgres Postgres { get; }

    public LocalTopology Topology => _system.Topology;

    public string TrafficKey => _system.TrafficKey;

    public string OperatorKey => File.ReadAllText(new LocalOptions { Data = _data }.OperatorKeyFile).Trim();

    /// <summary>The processes' own log files.</summary>
    public string LogFolder => Path.Combine(_data, "logs");

    /// <param name="cancellationToken">Gives the start up.</param>
    /// <param name="restart">Whether a process that ends is started again.</param>
    /// <param name="server">How the services reach the server, when not as it is.</param>
    /// <param name="scrapeInterval">How often sre-service scrapes; 5 s if null.</param>
    /// <param name="folder">Where the server keeps its data, when not where all do.</param>
    public static async Task<RunningSystem> StartAsync(
        CancellationToken cancellationToken, bool restart = false, Func<PrivatePostgres, Task<string>>? server = null,
        TimeSpan? scrapeInterval = null, string? folder = null)
    {
        var postgres = await PrivatePostgres.StartAsync(cancellationToken, folder);
        var data = Directory.CreateTempSubdirectory("evenkeel-test-").FullName;
        var options = new LocalOptions
        {
            Postgres = server is null ? postgres.ConnectionString("postgres") : await server(postgres),
            Port = PortsInARow(),
            Data = data,
            Replicas = LocalTopology.Services.ToDictionary(service => service, _ => 2),
            Restart = restart,
        };
        options = scrapeInterval is { } interval ? options with { ScrapeInterval = interval } : options;
        try
        {
            var system = await LocalSystem.StartAsync(options, new QuietScreen(), cancellationToken);
            return new RunningSystem(system, postgres, data);
        }
        catch
        {
            await postgres.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends a process as the operating system does when memory runs out: at once, without a word.</summary>
    public async Task KillAsync(string name)
    {
        // One that was ended before may only be about to start again.
        await Eventually.HoldsAsync(() => Runs(name), TimeSpan.FromSeconds(30));
        var process = _system.Services.Single(service => service.Name == name).Running!;
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>Ends every replica of a service at once.</summary>
    public Task KillAllAsync(string service) =>
        Task.WhenAll(Topology.Of(service).Select(replica => KillAsync(replica.Name)));

    /// <summary>Ends a process as an orchestrator does: it may finish what it is doing.</summary>
    public async Task TerminateAsync(string name)
    {
        var process = _system.Services.Single(service => service.Name == name).Running!;
        await SignalAsync(name, "TERM");
        await process.WaitForExitAsync();
    }

    /// <summary>Starts a process that was ended, in a system that does not do so itself.</summary>
    public void StartAgain(string name) => _system.Services.Single(service => service.Name == name).Start();

    /// <summary>Lets a process stand still, as a machine does that has no time for it.</summary>
    public Task FreezeAsync(string name) => SignalAsync(name, "STOP");

    public Task ThawAsync(string name) => SignalAsync(name, "CONT");

    public bool Runs(string name) => _system.Services.Single(service => service.Name == name).Running is not null;

    /// <summary>Whether the process says that requests may be sent to it.</summary>
    public async Task<bool> IsReadyAsync(string name)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            var address = Topology.Replicas.Single(replica => replica.Name == name).Address;
            using var answer = await client.GetAsync(new Uri(address, "/health/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Gateway.Dispose();
        await _system.DisposeAsync();
        await Postgres.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    private async Task SignalAsync(string name, string signal)
    {
        var process = _system.Services.Single(service => service.Name == name).Running!;
        using var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>
    /// The system wants neighbouring ports, and the same ones a thousand above. No two systems of this process get the
    /// same: one that starts meanwhile has not taken its ports yet.
    /// </summary>
    public static int PortsInARow() =>
        Enumerable.Range(0, 40)
            .Select(_ => (uint)Interlocked.Increment(ref _lastPorts) % 40)
            .Select(number => (int)(20_000 + (2_000 * (number / 10)) + (100 * (number % 10))))
            .First(port => Enumerable.Range(port, 10).All(one =>
                Ports.IsFree(one) && Ports.IsFree(one + LocalTopology.ManagementOffset)));
}
