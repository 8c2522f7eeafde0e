using System.Net.Http.Headers;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Telemetry;

namespace Platform.Heartbeats;

/// <summary>
/// Sends this process's metrics when nothing more can be counted: after the server has finished its requests and
/// stopped. Everything since the last ordinary scrape would be lost otherwise.
/// </summary>
internal sealed partial class FinalScrape(
    MetricsText metrics, HeartbeatTargets targets, TimeProvider clock, ILogger<FinalScrape> logger)
    : IHostedLifecycleService
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(500);

    // Not the host's token: it may be cancelled when requests took all of the shutdown time.
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Limit, clock);
        var page = await metrics.WriteAsync();
        try
        {
            while (await PostAsync(page, limit.Token) is { } problem)
            {
                LogRejected(problem);
                await Task.Delay(RetryDelay, clock, limit.Token);
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

    private Task<string?> PostAsync(byte[] page, CancellationToken cancellationToken) =>
        targets.PostAsync(Heartbeat.FinalScrapePath, () => Content(page), cancellationToken);

    private static ByteArrayContent Content(byte[] page) => new(page)
    {
        Headers = { ContentType = MediaTypeHeaderValue.Parse(MetricsText.ContentType) },
    };

    [LoggerMessage(LogLevel.Information, "Final scrape was rejected: {reason}")]
    private partial void LogRejected(string reason);

    [LoggerMessage(LogLevel.Warning, "Final scrape is lost: no replica of sre-service accepted it in time")]
    private partial void LogLost();
}
