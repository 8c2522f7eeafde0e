using System.Net.Http.Headers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Telemetry;

namespace Platform.Heartbeats;

/// <summary>
/// Sends what this process has counted when nothing can be counted any more: after the server has finished its requests
/// and stopped. What came after the last ordinary reading would be lost otherwise.
/// </summary>
internal sealed partial class LastReading(
    MetricsText metrics, Listeners listeners, TimeProvider clock, ILogger<LastReading> logger)
    : IHostedLifecycleService
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    // Not the host's own token: it may be over when requests took all the time there was.
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, clock);
        var page = await metrics.WriteAsync();
        try
        {
            while (await TellAsync(page, patience.Token) is { } problem)
            {
                LogUnheard(problem);
                await Task.Delay(Pause, clock, patience.Token);
            }
        }
        catch (OperationCanceledException)
        {
            LogLost();
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private Task<string?> TellAsync(byte[] page, CancellationToken cancellationToken) =>
        listeners.TellAsync(Heartbeat.LastReadingPath, () => Content(page), cancellationToken);

    private static ByteArrayContent Content(byte[] page) => new(page)
    {
        Headers = { ContentType = MediaTypeHeaderValue.Parse(MetricsText.ContentType) },
    };

    [LoggerMessage(LogLevel.Information, "The last reading was not taken: {reason}")]
    private partial void LogUnheard(string reason);

    [LoggerMessage(LogLevel.Warning, "What this process counted last is lost: nobody took it in time")]
    private partial void LogLost();
}
