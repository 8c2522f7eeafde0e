using Platform.Requests;
using WebFrontend.Html;
using WebFrontend.Registration;
using WebFrontend.Users;

namespace WebFrontend.UserConsole;

internal static class UserConsoleEndpoints
{
    public static void MapUserConsole(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", ShowUsers);
        routes.MapRegistration();
    }

    private static async Task<IResult> ShowUsers(
        HttpRequest request, UsersClient users, RecentPages recent, string? cursor, CancellationToken cancellationToken)
    {
        return LastWrite.Of(request) is null
            ? await recent.GetOrMakeAsync(cursor, () => PageAsync(CancellationToken.None), LastWrite.AgeOf(request))
                .WaitAsync(cancellationToken)
            : await PageAsync(cancellationToken);

        async Task<Page<UsersPage>> PageAsync(CancellationToken token)
        {
            var listing = await Listing.LoadAsync(users, cursor, token);
            return UsersPage.Of(listing, RegistrationForm.Empty, StatusOf(listing));
        }
    }

    /// <summary>The page is worth reading without its data, but no measurement may count it as a success.</summary>
    private static int StatusOf(Listing listing) => listing switch
    {
        { List: not null } => StatusCodes.Status200OK,
        { Problem.Error: "Invalid cursor" } => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status503ServiceUnavailable,
    };
}
