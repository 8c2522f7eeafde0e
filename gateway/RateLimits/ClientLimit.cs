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

    /// <param name="permits">
    /// What the request costs, and one if its response is from a cache; at most the whole quota is taken. Which of the
    /// two its response tells: so many must be left at the beginning.
    /// </param>
    public async Task EnforceAsync(HttpContext context, RequestDelegate next, int permits)
    {
        var more = Math.Min(permits, _quota) - 1;
        if (more > 0 && Left(context) <= more)
        {
            await RefuseAsync(context);
            return;
        }

        using var lease = _limiter.AttemptAcquire(context, 1);
        await (!lease.IsAcquired ? RefuseAsync(context)
            : more > 0 ? ChargeAsync(context, next, more)
            : next(context));
    }

    public void Dispose() => _limiter.Dispose();

    /// <summary>Before the client has the response, and also when it leaves without one.</summary>
    private async Task ChargeAsync(HttpContext context, RequestDelegate next, int permits)
    {
        var due = permits;
        context.Response.OnStarting(Charge);
        try
        {
            await next(context);
        }
        finally
        {
            await Charge();
        }

        Task Charge()
        {
            if (!IsFromCache(context.Response))
            {
                _limiter.AttemptAcquire(context, Math.Min(due, Left(context))).Dispose();
            }

            due = 0;
            return Task.CompletedTask;
        }
    }

    /// <summary>As its service says (RFC 9211).</summary>
    private static bool IsFromCache(HttpResponse response) =>
        response.Headers["Cache-Status"].ToString().EndsWith("; hit", StringComparison.Ordinal);

    private int Left(HttpContext context) => (int)(_limiter.GetStatistics(context)?.CurrentAvailablePermits ?? 0);

    private static Problem Refusal(TimeSpan wait) =>
        KnownProblems.ForStatus(StatusCodes.Status429TooManyRequests) with { RetryAfter = wait };

    private Task RefuseAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers["RateLimit-Policy"] = Invariant($"\"{_name}\";q={_quota};{_unit}");
        headers["RateLimit"] = Invariant(
            $"\"{_name}\";r={Left(context)};t={Math.Ceiling(_problem.RetryAfter!.Value.TotalSeconds):0}");
        return _problem.ExecuteAsync(context);
    }
}
