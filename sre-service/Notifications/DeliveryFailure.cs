using System.Net;
using System.Text.Json;
using Platform.Secrets;
using Polly.CircuitBreaker;

namespace SreService.Notifications;

/// <summary>A receiver answered and rejected the message.</summary>
internal sealed class DeliveryRejectedException(HttpStatusCode status) : Exception($"answered {(int)status}")
{
    public HttpStatusCode Status { get; } = status;

    /// <summary>Whether sending the same message again is pointless.</summary>
    public bool IsPermanent => (int)Status is >= 400 and < 500
        && Status is not (HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or HttpStatusCode.Unauthorized
            or HttpStatusCode.Forbidden or HttpStatusCode.NotFound);
}

/// <summary>Why a message was not delivered. The addresses of some receivers are secrets and are left out.</summary>
internal static class DeliveryFailure
{
    /// <returns>The failure reason for the receiver's breaker; null if the receiver is not at fault.</returns>
    public static string? ReasonOf(Exception error) => error switch
    {
        DeliveryRejectedException { IsPermanent: false } => "not_taken",
        HttpRequestException { InnerException: ForbiddenAddressException } => null,
        HttpRequestException => "connection",
        TimeoutException => "timeout",
        _ => null,
    };

    public static string TextOf(Exception error) => error switch
    {
        BrokenCircuitException => "its breaker is open",
        HttpRequestException { InnerException: ForbiddenAddressException forbidden } => forbidden.Message,
        HttpRequestException { HttpRequestError: not HttpRequestError.Unknown } request =>
            $"no connection ({request.HttpRequestError})",
        HttpRequestException => "no connection",
        TimeoutException or DeliveryRejectedException or SecretNotFoundException => error.Message,
        JsonException => "its answer is not the JSON that it should be",
        UriFormatException => "its secret is not the URL of a webhook",
        _ => "its secret could not be read",
    };
}
