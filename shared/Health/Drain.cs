using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Configuration;

namespace Platform.Health;

/// <summary>
/// On SIGTERM readiness turns to 503 while requests are still served, so that load balancers go elsewhere; only then
/// does the server stop accepting connections and finish requests in flight.
/// </summary>
internal sealed partial class Drain(ServiceSettings settings, TimeProvider clock, ILogger<Drain> logger)
    : IHostedLifecycleService
{
    private volatile bool _draining;

    public bool Draining => _draining;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _draining = true;
        LogDraining(settings.DrainDelay);
        await Task.Delay(settings.DrainDelay, clock, cancellationToken)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Information, "Draining for {delay} before refusing connections")]
    private partial void LogDraining(TimeSpan delay);
}
