using Gateway.Destinations;
using Gateway.Outcomes;
using Microsoft.AspNetCore.Http.Features;
using Platform.Problems;
using Platform.Telemetry;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace Gateway.Routing;

/// <summary>
/// Asks a second replica once when the first was not reached; for a safe request also when it was silent for too long,
/// its response was cut off, or it cannot answer now. When the second cannot answer either, a first one that was silent
/// is asked again. So clients hardly notice a replica that dies or hangs. The final failure carries Retry-After.
/// </summary>
internal sealed class Retry(
    DestinationBreakers breakers, FailureLog failures, Patience patience, RetryBudget budget, HeldMemory memory,
    TimeProvider clock)
{
    private static readonly TimeSpan Immediate = TimeSpan.FromMilliseconds(100);

    private static readonly Problem Unreachable =
        KnownProblems.ForStatus(StatusCodes.Status502BadGateway) with { RetryAfter = TimeSpan.FromSeconds(5) };

    public Task InvokeAsync(HttpContext context, RequestDelegate next) =>
        IsRepeatable(context) ? AnswerSafelyAsync(context, next) : AnswerAsync(context, next);

    private async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        await next(context);
        Count(context);
        if (context.GetForwarderErrorFeature() is { Error: ForwarderError.Request } failed
            && WasNeverSent(failed.Exception) && !context.Response.HasStarted && ChooseAnother(context, []))
        {
            context.Features.Set<IForwarderErrorFeature>(null);
            context.Response.Clear();
            await next(context);
            Count(context);
        }

        await EndAsync(context);
    }

    private async Task AnswerSafelyAsync(HttpContext context, RequestDelegate next)
    {
        budget.Earn();
        var route = context.GetReverseProxyFeature().Route.Config.RouteId;
        var all = context.GetReverseProxyFeature().AvailableDestinations;
        // A slow answer is better than that of a replica that is not ready.
        var longest = all.Count > 1 ? patience.Of(route) : Timeout.InfiniteTimeSpan;
        var wasSilent = false;
        for (var number = 1; ; number++)
        {
            var started = clock.GetTimestamp();
            using var attempt = number == 1
                ? new Attempt(context, longest, budget, memory, clock)
                : new Attempt(context, Timeout.InfiniteTimeSpan, null, memory, clock);
            await next(context);
            attempt.CountSilenceAsTimeout();
            Count(context);
            var mayRepeat = number == 1 ? MayRepeat(context, attempt, clock.GetElapsedTime(started))
                // Better to wait for the first replica after all than to say that the second has no answer.
                : number == 2 && wasSilent && IsRefused(context);
            if (!attempt.CanBeReplaced || !mayRepeat || !ChooseAnother(context, all))
            {
                await attempt.EndAsync();
                Learn(context, route, started);
                await EndAsync(context);
                return;
            }

            wasSilent = attempt.WasSilent;
            attempt.Discard();
        }
    }

    private void Count(HttpContext context)
    {
        breakers.Count(context);
        failures.Write(context);
    }

    private static Task EndAsync(HttpContext context) =>
        context.GetForwarderErrorFeature()?.Error is ForwarderError.Request or ForwarderError.ResponseBodyDestination
        && !context.Response.HasStarted
            ? Unreachable.ExecuteAsync(context)
            : Task.CompletedTask;

    private static bool IsRefused(HttpContext context) =>
        context.GetForwarderErrorFeature() is null
        && context.Response.StatusCode == StatusCodes.Status503ServiceUnavailable;

    private void Learn(HttpContext context, string route, long started)
    {
        if (context.GetForwarderErrorFeature() is null && !EventStream.Is(context.Response))
        {
            patience.Answered(route, ClientTime.Exclude(context, clock.GetElapsedTime(started)));
        }
    }

    private bool MayRepeat(
        HttpContext context, Attempt first, TimeSpan took) => context.GetForwarderErrorFeature() switch
        {
            // An immediate refusal has asked no database.
            null => IsRefused(context) && (took < Immediate || budget.TrySpend()),
            { Error: ForwarderError.Request } failed when WasNeverSent(failed.Exception) => true,
            // What it costs was paid when the attempt ended.
            { Error: ForwarderError.RequestTimedOut } when first.WasSilent => true,
            {
                Error: ForwarderError.Request or ForwarderError.RequestTimedOut
                    or ForwarderError.ResponseBodyDestination
            } =>
                budget.TrySpend(),
            _ => false,
        };

    /// <summary>A request without a body, that changes nothing, for which there is more than one replica.</summary>
    private bool IsRepeatable(HttpContext context) =>
        (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method))
        && context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is not true
        && breakers.AreSeveralReachable(All(context));

    private static IReadOnlyList<DestinationState> All(HttpContext context) =>
        context.GetReverseProxyFeature().Route.Cluster!.DestinationsState.AllDestinations;

    private static bool WasNeverSent(Exception? error) => error is HttpRequestException
    {
        HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError,
    };

    /// <summary>
    /// Leaves the other replicas for the second attempt; those that are not ready or were left out if there are no
    /// others: one of them may remember what a database that hangs does not say.
    /// </summary>
    /// <param name="before">Those to choose from when all others have been left out meanwhile.</param>
    /// <returns>False when there is none.</returns>
    private bool ChooseAnother(HttpContext context, IReadOnlyList<DestinationState> before)
    {
        var proxied = context.GetReverseProxyFeature();
        var available = proxied.Route.Cluster!.DestinationsState.AvailableDestinations;
        foreach (var choice in new[] { available, before, breakers.Reachable(All(context)) })
        {
            var others = choice.Where(other => other != proxied.ProxiedDestination).ToArray();
            if (others.Length > 0)
            {
                proxied.AvailableDestinations = others;
                proxied.ProxiedDestination = null;
                return true;
            }
        }

        return false;
    }
}
