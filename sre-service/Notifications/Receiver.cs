using Platform.Resilience;
using Platform.Secrets;
using Platform.Timing;
using SreService.Notifications.Messages;
using SreService.Notifications.Receivers;

namespace SreService.Notifications;

/// <summary>Sends notifications to one receiver, through its breaker.</summary>
internal sealed partial class Receiver(
    ReceiverSettings receiver, NotificationSettings settings, IHttpClientFactory clients, ISecretReader secrets,
    Breaker breaker, TimeProvider clock, ILogger<Receiver> logger)
{
    public const string Client = "receivers";

    /// <summary>The same for all attempts of a message, so that a receiver can drop duplicates.</summary>
    private const string IdHeader = "Idempotency-Key";

    /// <summary>In bytes: many thousand silences.</summary>
    private const int LargestAnswer = 8 << 20;

    private readonly Uri? _console = settings.ConsoleUrl is { } url ? new Uri(url, "/sre/dashboard-ui") : null;

    public string Name => receiver.Name;

    /// <exception cref="DeliveryRejectedException">It answered with an error.</exception>
    /// <exception cref="TimeoutException">It did not answer in time.</exception>
    /// <exception cref="HttpRequestException">It cannot be reached.</exception>
    /// <exception cref="Polly.CircuitBreaker.BrokenCircuitException">Its breaker is open; nothing was sent.</exception>
    public async Task SendAsync(Notification notification, CancellationToken cancellationToken)
    {
        var secret = receiver.Secret is { } name ? await secrets.ReadAsync(name, cancellationToken) : null;
        var context = new ReceiverContext(receiver, secret, _console, clock.GetUtcNow());
        await breaker.ExecuteAsync(
            async token =>
            {
                var kind = receiver.KnownKind!;
                try
                {
                    await kind.PrepareAsync(notification, context, request => SendAsync(request, token));
                }
                catch (Exception error) when (
                    !token.IsCancellationRequested && !notification.Firing.Any(alert => alert.IsSuppressed))
                {
                    LogNotPrepared(Name, notification.Id, DeliveryFailure.TextOf(error));
                }

                var request = kind.Request(notification, context);
                request.Headers.Add(IdHeader, notification.Id);
                await SendAsync(request, token);
                return true;
            },
            cancellationToken);
    }

    /// <returns>The body of the response to a GET; nothing else is read.</returns>
    private async Task<byte[]> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var sent = request;
        if (ReceiverSettings.ProblemOf(sent.RequestUri!, settings.Allows) is not null)
        {
            throw new UriFormatException();
        }

        using var deadline = new Deadline(settings.Timeout, TimeProvider.System, cancellationToken);
        using var client = clients.CreateClient(Client);
        try
        {
            using var answer = await client.SendAsync(
                sent, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            if (!answer.IsSuccessStatusCode)
            {
                throw new DeliveryRejectedException(answer.StatusCode);
            }

            if (sent.Method != HttpMethod.Get)
            {
                return [];
            }

            await answer.Content.LoadIntoBufferAsync(LargestAnswer, deadline.Token);
            return await answer.Content.ReadAsByteArrayAsync(deadline.Token);
        }
        catch (OperationCanceledException) when (deadline.IsExceeded)
        {
            throw new TimeoutException($"no answer within {settings.Timeout.TotalSeconds:0.#} s");
        }
    }

    [LoggerMessage(
        LogLevel.Warning, "Sending notification {Id} to {Receiver} although its silences could not be set: {Reason}")]
    private partial void LogNotPrepared(string receiver, string id, string reason);
}
