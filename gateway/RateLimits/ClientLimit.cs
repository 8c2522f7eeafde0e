using System.Net;
using System.Threading.RateLimiting;
using Platform.Problems;
using Platform.Requests;

namespace Gateway.RateLimits;

/// <summary>
/// One limit of each client. Its headers are those of the IETF draft "RateLimit header fields for HTTP".
/// </summary>
internal sealed class ClientLimit : IDisposable
{
    private const int Segments = 6;

    /// <summary>When a client will end its own requests is not known.</summary>
    private static readonly TimeSpan ConcurrencyWait = TimeSpan.FromSeconds(5);

    private readonly PartitionedRateLimiter<HttpContext> _limiter;
    private readonly string _name;
    private readonly int _quota;
    private readonly string _unit;
    private readonly Problem _problem;

    private ClientLimit(
        string name, int quota, string unit, Problem problem,
        Func<IPAddress, RateLimitPartition<IPAddress>> partition)
    {
        (_name, _quota, _unit, _problem) = (name, quota, unit, problem);
        _limiter = PartitionedRateLimiter.Create<HttpContext, IPAddress>(
            context => partition(ClientKey.Of(context.Connection.RemoteIpAddress)));
    }

    public static ClientLimit Rate(string name, int quota, TimeSpan window)
    {
        var options = new SlidingWindowRateLimiterOptions
        {
            PermitLimit = quota,
            Window = window,
            SegmentsPerWindow = Segments,
        };
        // Permits come back segment by segment.
        return new(
            name, quota, Invariant($"w={window.TotalSeconds:0}"), Refusal(window / Segments),
            client => RateLimitPartition.GetSlidingWindowLimiter(client, _ => options));
    }

    /// <param name="detail">Tells people what to do about it.</param>
    public static ClientLimit Concurrency(string name, int quota, string detail)
    {
        var options = new ConcurrencyLimiterOptions { PermitLimit = quota };
        return new(
            name, quota, "qu=\"concurrent-requests\"", Refusal(ConcurrencyWait) with { Detail = detail },
            client => RateLimitPartition.GetConcurrencyLimiter(client, _ => options));
    }

    /// <param name="permits">What the request costs; at most the whole quota is taken.</param>
    public async Task EnforceAsync(HttpContext context, RequestDelegate next, int permits)
    {
        using var lease = _limiter.AttemptAcquire(context, Math.Min(permits, _quota));
        await (lease.IsAcquired ? next(context) : RefuseAsync(context));
    }

    public void Dispose() => _limiter.Dispose();

    private static Problem Refusal(TimeSpan wait) =>
        KnownProblems.ForStatus(StatusCodes.Status429TooManyRequests) with { RetryAfter = wait };

    private Task RefuseAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        var left = _limiter.GetStatistics(context)?.CurrentAvailablePermits ?? 0;
        headers["RateLimit-Policy"] = Invariant($"\"{_name}\";q={_quota};{_unit}");
        headers["RateLimit"] = Invariant(
            $"\"{_name}\";r={left};t={Math.Ceiling(_problem.RetryAfter!.Value.TotalSeconds):0}");
        return _problem.ExecuteAsync(context);
    }
}
