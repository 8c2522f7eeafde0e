using Polly.CircuitBreaker;
using SreService.Leadership;

namespace SreService.Notifications;

/// <summary>
/// Sends the messages in the outbox, in one loop for each receiver, so that none waits for another. Only the leader
/// sends; when it loses the database it continues from memory.
/// </summary>
internal sealed partial class OutboxSender(
    IEnumerable<Receiver> receivers, IReceiverStates states, LeadershipTracker leadership, TimeProvider clock,
    ILogger<OutboxSender> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(receivers.Select(receiver => SendAllAsync(receiver, stoppingToken)));

    private async Task SendAllAsync(Receiver receiver, CancellationToken cancellationToken)
    {
        using var pause = new PeriodicTimer(Pause, clock);
        while (await pause.WaitForNextTickAsync(cancellationToken))
        {
            while (leadership.Current.Scrapes && states.Current.NextFor(receiver.Name, clock.GetUtcNow()) is { } queued)
            {
                await TryAsync(receiver, queued, cancellationToken);
            }
        }
    }

    private async Task TryAsync(Receiver receiver, OutboxMessage queued, CancellationToken cancellationToken)
    {
        try
        {
            await receiver.SendAsync(queued.Notification, cancellationToken);
            states.Change(all => all.Delivered(receiver.Name, queued, clock.GetUtcNow()));
            LogDelivered(
                queued.Notification.Id, receiver.Name, queued.Notification.Firing.Count,
                queued.Notification.Resolved.Count);
        }
        catch (DeliveryRejectedException error) when (error.IsPermanent)
        {
            states.Change(all => all.Rejected(receiver.Name, queued, error.Message, clock.GetUtcNow()));
            LogRejected(receiver.Name, queued.Notification.Id, error.Message);
        }
        catch (BrokenCircuitException error)
        {
            states.Change(all => all.Held(
                receiver.Name, queued, DeliveryFailure.TextOf(error), clock.GetUtcNow()));
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            var reason = DeliveryFailure.TextOf(error);
            states.Change(all => all.Failed(receiver.Name, queued, reason, clock.GetUtcNow()));
            LogFailed(queued.Notification.Id, receiver.Name, queued.Attempts + 1, reason);
        }
    }

    [LoggerMessage(
        LogLevel.Information, "Delivered notification {Id} to {Receiver}: {Firing} firing, {Resolved} resolved")]
    private partial void LogDelivered(string id, string receiver, int firing, int resolved);

    [LoggerMessage(LogLevel.Error, "Receiver {Receiver} rejected notification {Id}, dropped: {Reason}")]
    private partial void LogRejected(string receiver, string id, string reason);

    [LoggerMessage(
        LogLevel.Warning, "Failed to deliver notification {Id} to {Receiver} at attempt {Attempt}, retrying: {Reason}")]
    private partial void LogFailed(string id, string receiver, int attempt, string reason);
}
