using Platform.Telemetry;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Outcomes;

/// <summary>What the gateway knows of a request when it is over.</summary>
/// <param name="Status">HTTP status that was, or would have been, sent.</param>
/// <param name="Error">What went wrong while it was proxied.</param>
/// <param name="Elapsed">From the request's arrival here.</param>
/// <param name="TrafficClass">The confirmed class; null for a user's own request.</param>
/// <param name="Watching">It asks how the system is, so it is no use of it: <c>health</c> or <c>operations</c>; otherwise null.</param>
/// <param name="IsStream">The answer was meant to last, so its duration says nothing of speed.</param>
internal sealed record Exchange(
    int Status, ForwarderError Error, TimeSpan Elapsed, string? TrafficClass, string? Watching, bool IsStream);

/// <summary>
/// Good, bad or excluded. Judged by what went wrong rather than by the status: the proxy gives a client that hung up
/// 400
/// or 502, and a body that was cut off keeps its 200.
/// </summary>
internal static class OutcomeRules
{
    /// <summary>
    /// Limit of the latency objective. A client that hangs up sooner changed its mind; later, it gave up.
    /// </summary>
    public static readonly TimeSpan LatencyObjective = TimeSpan.FromMilliseconds(200);

    public static Outcome Classify(Exchange exchange) => exchange switch
    {
        { Watching: { } how } => Outcome.Excluded(how),
        { TrafficClass: { } notAUser } => Outcome.Excluded(notAUser),
        { Error: ForwarderError.NoAvailableDestinations } => Outcome.Bad("no_destination"),
        { IsStream: true } when IsClientGone(exchange.Error) => Outcome.Stream,
        _ when IsClientGone(exchange.Error) =>
            exchange.Elapsed < LatencyObjective ? Outcome.Excluded("client_abort") : Outcome.Bad("client_gave_up"),
        _ when IsUnanswered(exchange) && FailureOfDestination(exchange.Error) is { } reason => Outcome.Bad(reason),
        { Status: >= 500 } => Outcome.Bad("server_error"),
        { IsStream: true } => Outcome.Stream,
        _ => Outcome.Good,
    };

    /// <returns>One of a few fixed words when the destination is to blame, otherwise null.</returns>
    public static string? FailureOfDestination(ForwarderError error) => error switch
    {
        ForwarderError.RequestTimedOut or ForwarderError.UpgradeActivityTimeout => "timeout",
        ForwarderError.Request or ForwarderError.RequestBodyDestination => "connection",
        ForwarderError.ResponseBodyDestination or ForwarderError.UpgradeResponseDestination => "response_cut",
        ForwarderError.ResponseHeaders => "invalid_response",
        _ => null,
    };

    private static bool IsClientGone(ForwarderError error) => error is
        ForwarderError.RequestCanceled or ForwarderError.RequestBodyCanceled
        or ForwarderError.ResponseBodyCanceled or ForwarderError.ResponseBodyClient;

    // A service may answer properly and close while the rest of a body that it does not want is still on its way.
    private static bool IsUnanswered(Exchange exchange) =>
        exchange.Error != ForwarderError.RequestBodyDestination || exchange.Status >= 500;
}
