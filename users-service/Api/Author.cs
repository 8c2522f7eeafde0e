namespace UsersService.Api;

/// <param name="Actor">The authenticated principal, <c>anonymous</c>, or <c>system</c> for the service itself.</param>
internal sealed record Author(string Actor, string RequestId)
{
    public static Author Of(HttpContext context) => new(
        context.User.Identity is { IsAuthenticated: true, Name: { Length: > 0 } name } ? name : "anonymous",
        Platform.Requests.RequestId.Of(context));

    public static Author System() => new("system", Guid.CreateVersion7().ToString("N"));
}
