using SreService.Leadership;

namespace SreService.Notifications;

/// <summary>
/// Sends what is in the outbox, each receiver in a loop of its own, so that none waits for another. Only the replica that
/// evaluates sends; one that lost the database goes on sending from memory.
/// </summary>
internal sealed partial class OutboxSender(
    IEnumerable<Receiver> receivers, NotificationBoard board, LeadershipTracker leadership, TimeProvider clock,
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
            while (leadership.Current.Reads && board.NextFor(receiver.Name, clock.GetUtcNow()) is { } queued)
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
            board.Delivered(receiver.Name, queued, clock.GetUtcNow());
            LogDelivered(receiver.Name, queued.Notification.Id, queued.Notification.Firing.Count, queued.Notification.Resolved.Count);
        }
        catch (DeliveryRejectedException error) when (error.IsPermanent)
        {
            board.Refused(receiver.Name, queued, error.Message, clock.GetUtcNow());
            LogRefused(receiver.Name, queued.Notification.Id, error.Message);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            var reason = ReceiverFailure.TextOf(error);
            board.Failed(receiver.Name, queued, reason, clock.GetUtcNow());
            LogFailed(receiver.Name, queued.Notification.Id, queued.Attempts + 1, reason);
        }
    }

    [LoggerMessage(LogLevel.Information, "Told {receiver} of {firing} alerts and of the end of {resolved}, in message {id}")]
    private partial void LogDelivered(string receiver, string id, int firing, int resolved);

    [LoggerMessage(LogLevel.Error, "{receiver} does not take message {id}, which is not sent again: {reason}")]
    private partial void LogRefused(string receiver, string id, string reason);

    [LoggerMessage(LogLevel.Warning, "Message {id} for {receiver} was not delivered at attempt {attempt}, and is tried again: {reason}")]
    private partial void LogFailed(string receiver, string id, int attempt, string reason);
}
