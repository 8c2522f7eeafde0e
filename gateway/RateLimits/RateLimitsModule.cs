using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http.Metadata;
using Platform.Configuration;
using Platform.Problems;
using Platform.Requests;

namespace Gateway.RateLimits;

/// <summary>
/// Limits the requests of each client, so that one cannot use up the capacity of all. Probes with the key and health
/// checks are not limited. The headers are those of the IETF draft "RateLimit header fields for HTTP".
/// </summary>
internal static class RateLimitsModule
{
    private const int Segments = 6;

    public static void AddRateLimits(this WebApplicationBuilder builder) =>
        builder.AddSettings<RateLimitSettings>(RateLimitSettings.Section);

    public static void UseRateLimits(this WebApplication app)
    {
        var settings = app.Services.GetRequiredService<RateLimitSettings>();
        if (settings.Requests == 0)
        {
            return;
        }

        var limiter = LimiterFor(settings);
        app.Lifetime.ApplicationStopped.Register(limiter.Dispose);
        app.Use(async (context, next) =>
        {
            using var lease = IsUnlimited(context) ? null : limiter.AttemptAcquire(context);
            await (lease is { IsAcquired: false } ? RefuseAsync(context, settings) : next(context));
        });
    }

    private static PartitionedRateLimiter<HttpContext> LimiterFor(RateLimitSettings settings) =>
        PartitionedRateLimiter.Create<HttpContext, IPAddress>(context => RateLimitPartition.GetSlidingWindowLimiter(
            ClientKey.Of(context.Connection.RemoteIpAddress),
            _ => new SlidingWindowRateLimiterOptions
            {
                PermitLimit = settings.Requests,
                Window = settings.Window,
                SegmentsPerWindow = Segments,
            }));

    private static bool IsUnlimited(HttpContext context) =>
        context.TrafficClassOf() is not null
        || context.GetEndpoint()?.Metadata.GetMetadata<IDisableHttpMetricsMetadata>() is not null;

    private static Task RefuseAsync(HttpContext context, RateLimitSettings settings)
    {
        // Permits come back segment by segment.
        var wait = Math.Ceiling(settings.Window.TotalSeconds / Segments);
        var headers = context.Response.Headers;
        headers["RateLimit-Policy"] = Invariant($"\"client\";q={settings.Requests};w={settings.Window.TotalSeconds:0}");
        headers["RateLimit"] = Invariant($"\"client\";r=0;t={wait:0}");
        var problem = KnownProblems.ForStatus(StatusCodes.Status429TooManyRequests) with
        {
            RetryAfter = TimeSpan.FromSeconds(wait),
        };
        return problem.ExecuteAsync(context);
    }
}
