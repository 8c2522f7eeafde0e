using Platform.Resilience;
using Platform.Secrets;
using Platform.Timing;
using SreService.Notifications.Messages;
using SreService.Notifications.Receivers;

namespace SreService.Notifications;

/// <summary>Sends notifications to one receiver, through its breaker.</summary>
internal sealed class Receiver(
    ReceiverSettings receiver, NotificationSettings settings, IHttpClientFactory clients, ISecretReader secrets,
    Breaker breaker,
    TimeProvider clock)
{
    public const string Client = "receivers";

    /// <summary>The same for all attempts of a message, so that a receiver can drop duplicates.</summary>
    private const string IdHeader = "Idempotency-Key";

    private readonly Uri? _console = settings.ConsoleUrl is { } url ? new Uri(url, "/sre/dashboard-ui") : null;

    public string Name => receiver.Name;

    /// <exception cref="DeliveryRejectedException">It answered with an error.</exception>
    /// <exception cref="TimeoutException">It did not answer in time.</exception>
    /// <exception cref="HttpRequestException">It cannot be reached.</exception>
    /// <exception cref="Polly.CircuitBreaker.BrokenCircuitException">Its breaker is open; nothing was sent.</exception>
    public async Task SendAsync(Notification notification, CancellationToken cancellationToken)
    {
        var secret = receiver.Secret is { } name ? await secrets.ReadAsync(name, cancellationToken) : null;
        await breaker.ExecuteAsync(
            async token =>
            {
                using var request = RequestFor(notification, secret);
                await PostAsync(request, token);
                return true;
            },
            cancellationToken);
    }

    private async Task PostAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var deadline = new Deadline(settings.Timeout, TimeProvider.System, cancellationToken);
        using var client = clients.CreateClient(Client);
        try
        {
            using var answer = await client.SendAsync(
                request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            if (!answer.IsSuccessStatusCode)
            {
                throw new DeliveryRejectedException(answer.StatusCode);
            }
        }
        catch (OperationCanceledException) when (deadline.IsExceeded)
        {
            throw new TimeoutException($"no answer within {settings.Timeout.TotalSeconds:0.#} s");
        }
    }

    private HttpRequestMessage RequestFor(Notification notification, string? secret)
    {
        var request = receiver.KnownKind!.Request(notification, new(receiver, secret, _console, clock.GetUtcNow()));
        if (ReceiverSettings.ProblemOf(request.RequestUri!, settings.Allows) is not null)
        {
            throw new UriFormatException();
        }

        request.Headers.Add(IdHeader, notification.Id);
        return request;
    }
}
