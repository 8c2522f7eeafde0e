using Platform.Telemetry;
using Yarp.ReverseProxy.Forwarder;

namespace Gateway.Outcomes;

/// <summary>What the gateway knows about a request when it is over.</summary>
/// <param name="Status">HTTP status that was, or would have been, sent.</param>
/// <param name="Error">The proxy's error.</param>
/// <param name="Elapsed">Since the request arrived, without the time that the client took.</param>
/// <param name="TrafficClass">The confirmed class; null for a user's own request.</param>
/// <param name="Monitoring"><c>health</c> or <c>operations</c> for requests that monitor, otherwise null.</param>
/// <param name="IsStream">Whether the response is long-lived, so that its duration says nothing about speed.</param>
internal readonly record struct OutcomeInput(
    int Status, ForwarderError Error, TimeSpan Elapsed, string? TrafficClass, string? Monitoring, bool IsStream);

/// <summary>
/// Classifies requests as good, bad or excluded: by the error rather than the status, because the proxy answers a
/// client that disconnected with 400 or 502, and a body that was cut off keeps its 200.
/// </summary>
internal static class OutcomeRules
{
    /// <summary>
    /// Limit of the latency objective. A client that disconnects sooner changed its mind; later, it gave up.
    /// </summary>
    public static readonly TimeSpan LatencyObjective = TimeSpan.FromMilliseconds(200);

    /// <summary>The reason when a destination did not answer in time.</summary>
    public const string Timeout = "timeout";

    public static RequestOutcome Classify(OutcomeInput input) => input switch
    {
        { Monitoring: { } how } => RequestOutcome.Excluded(how),
        { TrafficClass: { } notAUser } => RequestOutcome.Excluded(notAUser),
        { Status: StatusCodes.Status408RequestTimeout } => RequestOutcome.Unsent,
        { Error: ForwarderError.NoAvailableDestinations } => RequestOutcome.Bad("no_destination"),
        { IsStream: true } when IsClientGone(input.Error) => RequestOutcome.Stream,
        _ when IsClientGone(input.Error) =>
            input.Elapsed < LatencyObjective
                ? RequestOutcome.Excluded("client_abort")
                : RequestOutcome.Bad("client_gave_up"),
        _ when IsUnanswered(input) && FailureOfDestination(input.Error) is { } reason => RequestOutcome.Bad(reason),
        { Status: >= 500 } => RequestOutcome.Bad("server_error"),
        { IsStream: true } => RequestOutcome.Stream,
        _ => RequestOutcome.Good,
    };

    /// <returns>One of a few fixed words when the destination failed, otherwise null.</returns>
    public static string? FailureOfDestination(ForwarderError error) => error switch
    {
        ForwarderError.RequestTimedOut or ForwarderError.UpgradeActivityTimeout => Timeout,
        ForwarderError.Request or ForwarderError.RequestBodyDestination => "connection",
        ForwarderError.ResponseBodyDestination or ForwarderError.UpgradeResponseDestination => "response_cut",
        ForwarderError.ResponseHeaders => "invalid_response",
        _ => null,
    };

    private static bool IsClientGone(ForwarderError error) => error is
        ForwarderError.RequestCanceled or ForwarderError.RequestBodyCanceled
        or ForwarderError.ResponseBodyCanceled or ForwarderError.ResponseBodyClient;

    // A service may answer properly and close the connection while the rest of an unwanted body is still on its way.
    private static bool IsUnanswered(OutcomeInput input) =>
        input.Error != ForwarderError.RequestBodyDestination || input.Status >= 500;
}
