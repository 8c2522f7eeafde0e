using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Platform.Problems;
using WebFrontend.Users;

namespace WebFrontend.Registration;

internal static class RegistrationEndpoints
{
    private const int MaxBodyBytes = 16 * 1024;

    private static readonly Problem CrossSite = new(
        StatusCodes.Status403Forbidden, "Cross-site request blocked", "The form was sent from another site.");

    public static void AddRegistration(this WebApplicationBuilder builder) =>
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = MaxBodyBytes);

    public static void MapRegistration(this IEndpointRouteBuilder routes) => routes.MapPost("/user", Register);

    private static async Task<IResult> Register(HttpRequest request, UsersClient users, CancellationToken cancellationToken)
    {
        if (!RequestOrigin.IsOwn(request))
        {
            return CrossSite;
        }

        if (!IsUrlEncoded(request))
        {
            return KnownProblems.ForStatus(StatusCodes.Status415UnsupportedMediaType);
        }

        return await ReadAsync(request, cancellationToken) is { } form
            ? await RegisterAsync(form, users, cancellationToken)
            : KnownProblems.ForStatus(StatusCodes.Status400BadRequest);
    }

    private static async Task<IResult> RegisterAsync(
        RegistrationForm form, UsersClient users, CancellationToken cancellationToken)
    {
        if (!form.IsComplete)
        {
            return await ShowAsync(form.Incomplete(), users, cancellationToken);
        }

        var answer = await users.CreateAsync(form.User, cancellationToken);
        return answer.Refusal is { } refusal
            ? await ShowAsync(form.Refused(refusal), users, cancellationToken)
            : TypedResults.Redirect("/");
    }

    private static async Task<IResult> ShowAsync(
        RegistrationForm form, UsersClient users, CancellationToken cancellationToken) =>
        UsersPage.Of(await Listing.LoadAsync(users, null, cancellationToken), form, StatusCodes.Status200OK);

    private static bool IsUrlEncoded(HttpRequest request) =>
        request.Headers.ContentEncoding.Count == 0
        && MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
        && type.MediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    /// <returns>Null when the body is not a form.</returns>
    private static async Task<RegistrationForm?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var form = await new FormFeature(request, new FormOptions()).ReadFormAsync(cancellationToken);
            return new(form["name"].FirstOrDefault() ?? "", form["email"].FirstOrDefault() ?? "");
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }
}
