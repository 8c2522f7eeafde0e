using WebFrontend.Html;
using WebFrontend.Registration;

namespace WebFrontend.Users;

internal static class UserEndpoints
{
    public static void MapUsers(this IEndpointRouteBuilder routes) => routes.MapGet("/", ShowUsers);

    private static async Task<Page<UsersPage>> ShowUsers(
        UsersClient users, string? cursor, CancellationToken cancellationToken)
    {
        var listing = await Listing.LoadAsync(users, cursor, cancellationToken);
        return UsersPage.Of(listing, RegistrationForm.Empty, StatusOf(listing));
    }

    /// <summary>A page without its data is worth reading, but no measurement may take it for a success.</summary>
    private static int StatusOf(Listing listing) => listing switch
    {
        { List: not null } => StatusCodes.Status200OK,
        { Problem.Error: "Invalid cursor" } => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status503ServiceUnavailable,
    };
}
