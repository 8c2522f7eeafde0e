using Gateway.Outcomes;
using Platform.Requests;
using Platform.Telemetry;

namespace Gateway.Routing;

/// <summary>
/// Logs why a destination failed. The proxy's own log also has what clients did, with stacks and without a limit.
/// </summary>
internal sealed partial class FailureLog(WarningBudget budget, ILogger<FailureLog> logger)
{
    public void Write(HttpContext context)
    {
        if (context.GetForwarderErrorFeature() is { } failed
            && OutcomeRules.FailureOfDestination(failed.Error) is { } reason
            && budget.TrySpend(context.Connection.RemoteIpAddress))
        {
            var destination = context.GetReverseProxyFeature().ProxiedDestination?.DestinationId ?? "none";
            LogFailed(destination, reason, failed.Exception?.GetBaseException().Message ?? "", RequestId.Of(context));
        }
    }

    [LoggerMessage(LogLevel.Warning, "Destination {destination} failed: {reason}: {detail}")]
    private partial void LogFailed(string destination, string reason, string detail, string request_id);
}
