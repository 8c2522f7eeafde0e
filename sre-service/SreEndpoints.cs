using Platform.Problems;
using SreService.Alerting;
using SreService.Alerting.Replay;
using SreService.Alerting.Silences;
using SreService.Breakers;
using SreService.Capacity;
using SreService.Dashboard;
using SreService.Deploys;
using SreService.Events;
using SreService.Health;
using SreService.Incidents;
using SreService.Ledger;
using SreService.Metrics;
using SreService.Notifications;
using SreService.Objectives;
using SreService.Probes;
using SreService.Timeline;

namespace SreService;

internal static class SreEndpoints
{
    public static void MapSre(this IEndpointRouteBuilder routes)
    {
        var sre = routes.MapGroup("/sre").WithTags("Reliability")
            .AddEndpointFilter(NeverStored).AddEndpointFilterFactory(OnlyKnownParameters)
            .WithMetadata(new ProducesResponseTypeMetadata(400, typeof(ProblemDocument), [Problem.ContentType]));
        sre.MapDashboard();
        sre.MapHealth();
        sre.MapMetrics();
        sre.MapCapacity();
        sre.MapBreakers();
        sre.MapProbes();
        sre.MapAlerts();
        sre.MapNotifications();
        sre.MapSilences();
        sre.MapReplay();
        sre.MapDeploys();
        sre.MapIncidents();
        sre.MapTimeline();
        sre.MapObjectives();
        sre.MapLedger();
        sre.MapEvents();
    }

    private static ValueTask<object?> NeverStored(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        context.HttpContext.Response.Headers.CacheControl = "no-store";
        return next(context);
    }

    /// <summary>The parameters of a handler that are text are those of the query, or of the path.</summary>
    private static EndpointFilterDelegate OnlyKnownParameters(
        EndpointFilterFactoryContext endpoint, EndpointFilterDelegate next)
    {
        string[] all =
        [
            .. endpoint.MethodInfo.GetParameters().Where(parameter => parameter.ParameterType == typeof(string))
                .Select(parameter => parameter.Name!),
        ];
        return async invocation =>
        {
            var request = invocation.HttpContext.Request;
            return request.QueryString.HasValue
                && KnownParameters.Check(request.Query, [.. all.Except(request.RouteValues.Keys)]) is { } problem
                ? problem
                : await next(invocation);
        };
    }
}
