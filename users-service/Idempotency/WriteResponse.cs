global using Response = Microsoft.AspNetCore.Http.HttpResults.Results<
    UsersService.Idempotency.WriteResponse, Platform.Problems.Problem>;
using Platform.Problems;

namespace UsersService.Idempotency;

/// <summary>The whole response to a write, so that it can be kept and sent again unchanged.</summary>
internal sealed record WriteResponse(int Status, string? Body = null, string? ETag = null, string? Location = null)
    : IResult
{
    public bool IsReplayed { get; init; }

    private const string Json = "application/json; charset=utf-8";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.StatusCode = Status;
        response.Headers.ETag = ETag;
        response.Headers.Location = Location;
        if (IsReplayed)
        {
            response.Headers[IdempotencyKey.Replayed] = "true";
        }

        if (Status >= StatusCodes.Status400BadRequest)
        {
            response.Headers.CacheControl = "no-store";
        }

        if (Body is not null)
        {
            response.ContentType = Status < StatusCodes.Status400BadRequest ? Json : Problem.ContentType;
            await response.WriteAsync(Body, httpContext.RequestAborted);
        }
    }
}
