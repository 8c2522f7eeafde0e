using Platform.Problems;

namespace Gateway.RateLimits;

/// <summary>
/// One limit as a refusal tells of it. The headers are those of the IETF draft "RateLimit header fields for HTTP".
/// </summary>
internal sealed class RateLimit
{
    private readonly string _name;
    private readonly string _policy;
    private readonly Problem _problem;

    /// <param name="unit">Of the quota, in the form of the draft.</param>
    /// <param name="wait">Until the same request may succeed.</param>
    /// <param name="detail">Tells people what to do about it; null for the usual text.</param>
    public RateLimit(string name, int quota, string unit, TimeSpan wait, string? detail)
    {
        var usual = KnownProblems.ForStatus(StatusCodes.Status429TooManyRequests);
        (_name, _policy) = (name, Invariant($"\"{name}\";q={quota};{unit}"));
        _problem = usual with { RetryAfter = wait, Detail = detail ?? usual.Detail };
    }

    public static RateLimit OfHeld(string name, int quota, TimeSpan wait, string detail) =>
        new(name, quota, "qu=\"concurrent-requests\"", wait, detail);

    /// <param name="left">Of the quota.</param>
    public Task RefuseAsync(HttpContext context, int left)
    {
        var headers = context.Response.Headers;
        headers["RateLimit-Policy"] = _policy;
        headers["RateLimit"] =
            Invariant($"\"{_name}\";r={left};t={Math.Ceiling(_problem.RetryAfter!.Value.TotalSeconds):0}");
        return _problem.ExecuteAsync(context);
    }
}
