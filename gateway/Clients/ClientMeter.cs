using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http.Metadata;
using Platform.Telemetry;

namespace Gateway.Clients;

/// <summary>Counts users' requests by route, outcome and kind of client.</summary>
internal sealed class ClientMeter(IMeterFactory meters, ClientNames names)
{
    private readonly Counter<long> _requests = meters.Create(TelemetryModule.Source).CreateCounter<long>(
        "gateway.client.requests", description: "Users' requests by route, outcome and kind of client.");

    public void Count(HttpContext context, RequestOutcome outcome)
    {
        if (outcome.IsExcluded)
        {
            return;
        }

        var userAgent = context.Request.Headers.UserAgent;
        _requests.Add(
            1,
            new("client", names.Of(userAgent.Count == 0 ? null : userAgent[0])),
            new("http.route", context.GetEndpoint()?.Metadata.GetMetadata<IRouteDiagnosticsMetadata>()?.Route ?? ""),
            new("outcome", outcome.Name));
    }
}
