using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Platform.Configuration;
using Platform.Problems;
using Platform.Requests;
using Platform.Telemetry;
using Platform.Topology;

namespace Platform;

/// <summary>
/// What happens to every request around routing: it gets its id, every error gets a problem body, HEAD and OPTIONS are
/// answered, and in the end it is measured and logged. One layer, because each one makes every request dearer.
/// </summary>
internal sealed class RequestPipeline(ServiceIdentity identity, RequestLog log, ProblemResponses problems)
{
    private readonly bool _isGateway = identity.Name == SystemTopology.Gateway;

    public static void Use(WebApplication app)
    {
        var pipeline = ActivatorUtilities.CreateInstance<RequestPipeline>(app.Services);
        app.Use(next => context => pipeline.InvokeAsync(context, next));
        app.UseRouting();
        app.Use(next => context =>
        {
            HeadAndOptions.AfterRouting(context);
            return next(context);
        });
    }

    private async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var time = ClientTime.Measure(context);
        RequestId.Give(context, _isGateway);
        HeadAndOptions.BeforeRouting(context);
        try
        {
            await next(context);
            HeadAndOptions.AfterResponse(context);
            await ProblemResponses.CompleteAsync(context);
        }
        catch (Exception error) when (ProblemResponses.CanAnswer(context, error))
        {
            await problems.AnswerAsync(context, error);
        }
        finally
        {
            log.Write(context, time);
        }
    }
}
