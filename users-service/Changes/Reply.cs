using System.Globalization;
using System.Text.Json;
using Platform.Problems;
using UsersService.Conditions;
using UsersService.Idempotency;
using UsersService.Users;

namespace UsersService.Changes;

/// <summary>The answer to a write, whole, so that it can be kept and given again as it was.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">JSON; null for none.</param>
/// <param name="ETag">The user's present state.</param>
/// <param name="Location">Where a new user is.</param>
internal sealed record Reply(int Status, string? Body = null, string? ETag = null, string? Location = null) : IResult
{
    /// <summary>Whether the change was made, and this answer given, before.</summary>
    public bool IsReplayed { get; init; }

    private const string Json = "application/json; charset=utf-8";

    public static Reply NoContent { get; } = new(StatusCodes.Status204NoContent);

    public static Reply Ok(User user) => new(StatusCodes.Status200OK, Written(user), EntityTag.Of(user));

    public static Reply Created(User user) => new(
        StatusCodes.Status201Created, Written(user), EntityTag.Of(user),
        string.Create(CultureInfo.InvariantCulture, $"{UserEndpoints.Path}/{user.Id}"));

    /// <param name="problem">What stood in the way.</param>
    /// <param name="context">The request.</param>
    /// <param name="user">Whose state it was, if any.</param>
    public static Reply Of(Problem problem, HttpContext context, User? user = null) =>
        new(problem.Status, problem.ToJson(context.TraceIdentifier), user is null ? null : EntityTag.Of(user));

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

    private static string Written(User user) => JsonSerializer.Serialize(user, UserJson.Readable.User);
}
