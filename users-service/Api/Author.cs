using Platform.Requests;

namespace UsersService.Api;

/// <param name="Actor">
/// The authenticated principal, <c>anonymous</c>, the class of synthetic traffic, or <c>system</c> for the service
/// itself.
/// </param>
/// <param name="ClientRequestId">Null when the client sent none.</param>
internal sealed record Author(string Actor, string RequestId, string? ClientRequestId)
{
    /// <summary>Whether users of this author are no users of the business.</summary>
    public bool IsSynthetic { get; private init; }

    public static Author Of(HttpContext context)
    {
        var traffic = context.TrafficClassOf();
        return new(
            traffic ?? PrincipalOf(context), Platform.Requests.RequestId.Of(context),
            Platform.Requests.RequestId.OfClient(context))
        {
            IsSynthetic = traffic is not null,
        };
    }

    private static string PrincipalOf(HttpContext context) =>
        context.User.Identity is { IsAuthenticated: true, Name: { Length: > 0 } name } ? name : "anonymous";

    public static Author System() => new("system", Platform.Requests.RequestId.New(), ClientRequestId: null);
}
