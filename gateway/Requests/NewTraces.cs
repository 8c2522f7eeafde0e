using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Context.Propagation;

namespace Gateway.Requests;

/// <summary>
/// Begins a trace of our own for each request, linked to the one that the client names: a stranger could otherwise add
/// to any trace, and decide which are recorded.
/// </summary>
internal static class NewTraces
{
    public static void AddNewTraces(this WebApplicationBuilder builder)
    {
        // Otherwise the instrumentation reads the client's headers itself.
        Sdk.SetDefaultTextMapPropagator(new TraceContextPropagator());
        builder.Services.AddSingleton<DistributedContextPropagator>(new WithoutParent());
    }

    public static void UseNewTraces(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        var headers = context.Request.Headers;
        if (Activity.Current is { } trace && headers.TraceParent is [{ } parent]
            && ActivityContext.TryParse(parent, headers.TraceState, isRemote: true, out var client))
        {
            trace.AddLink(new ActivityLink(client));
        }

        PassOn(Activity.Current, headers);
        return next(context);
    });

    /// <summary>In place of what the client sent: services see our trace as their parent.</summary>
    private static void PassOn(Activity? trace, IHeaderDictionary headers)
    {
        headers.TraceParent = trace?.Id;
        headers.TraceState = default;
        headers.Baggage = default;
        headers.RequestId = default;
        headers.CorrelationContext = default;
    }

    /// <summary>Reads nothing from requests that arrive, and writes what is usual into those that leave.</summary>
    private sealed class WithoutParent : DistributedContextPropagator
    {
        private static readonly DistributedContextPropagator Usual = CreateDefaultPropagator();

        public override IReadOnlyCollection<string> Fields => Usual.Fields;

        public override void Inject(Activity? activity, object? carrier, PropagatorSetterCallback? setter) =>
            Usual.Inject(activity, carrier, setter);

        public override void ExtractTraceIdAndState(
            object? carrier, PropagatorGetterCallback? getter, out string? traceId, out string? traceState) =>
            (traceId, traceState) = (null, null);

        public override IEnumerable<KeyValuePair<string, string?>>? ExtractBaggage(
            object? carrier, PropagatorGetterCallback? getter) => null;
    }
}
