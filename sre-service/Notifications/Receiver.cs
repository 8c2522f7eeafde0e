using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Platform.Resilience;
using Platform.Secrets;
using SreService.Notifications.Messages;

namespace SreService.Notifications;

/// <summary>One that is told, in its own words.</summary>
internal sealed class Receiver(
    ReceiverSettings own, NotificationSettings settings, IHttpClientFactory clients, ISecretReader secrets, Breaker breaker,
    TimeProvider clock)
{
    public const string Client = "receivers";

    /// <summary>Who wants to tell repeated messages finds it in each.</summary>
    private const string IdHeader = "Idempotency-Key";

    private readonly Uri? _console = settings.ConsoleUrl is { } url ? new Uri(url, "/sre/dashboard-ui") : null;

    public string Name => own.Name;

    /// <exception cref="DeliveryRejectedException">It does not want it.</exception>
    /// <exception cref="TimeoutException">It does not answer.</exception>
    /// <exception cref="HttpRequestException">It cannot be reached.</exception>
    /// <exception cref="Polly.CircuitBreaker.BrokenCircuitException">Too many messages failed of late; it was not asked.</exception>
    public async Task SendAsync(Notification notification, CancellationToken cancellationToken)
    {
        var secret = own.Secret is { } name ? await secrets.ReadAsync(name, cancellationToken) : null;
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
        using var patience = new CancellationTokenSource(settings.Timeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        using var client = clients.CreateClient(Client);
        try
        {
            using var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, either.Token);
            if (!answer.IsSuccessStatusCode)
            {
                throw new DeliveryRejectedException(answer.StatusCode);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException($"no answer within {settings.Timeout.TotalSeconds:0.#} s");
        }
    }

    private HttpRequestMessage RequestFor(Notification notification, string? secret)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, own.Target ?? SecretTarget(secret!))
        {
            Content = own.Kind switch
            {
                ReceiverKind.Alertmanager => Json(
                    AlertmanagerAlert.Of(notification, _console, clock.GetUtcNow()), MessageJson.Default.AlertmanagerAlertArray),
                ReceiverKind.PagerDuty => Json(
                    PagerDutyEvent.Of(notification, secret!, _console), PagerDutyJson.Default.PagerDutyEvent),
                ReceiverKind.Slack => Json(
                    SlackMessage.Of(notification, _console), MessageJson.Default.SlackMessage),
                _ => Json(
                    WebhookMessage.Of(notification, own.Name, _console), MessageJson.Default.WebhookMessage),
            },
        };
        request.Headers.Add(IdHeader, notification.Id);
        if (secret is not null && own.Kind is ReceiverKind.Alertmanager or ReceiverKind.Webhook)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", secret);
        }

        return request;
    }

    /// <summary>With its length told beforehand: many a small receiver reads no body that comes in chunks.</summary>
    private static ByteArrayContent Json<T>(T message, JsonTypeInfo<T> type) => new(JsonSerializer.SerializeToUtf8Bytes(message, type))
    {
        Headers = { ContentType = new MediaTypeHeaderValue("application/json") },
    };

    private Uri SecretTarget(string secret)
    {
        var url = new Uri(secret, UriKind.Absolute);
        return ReceiverSettings.ProblemOf(url, settings.Allows) is null ? url : throw new UriFormatException();
    }
}
