using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Platform.Problems;
using Platform.Requests;
using WebFrontend.Html;
using WebFrontend.Registration;
using WebFrontend.Users;

namespace WebFrontend.UserConsole;

internal static class RegistrationEndpoints
{
    public static void MapRegistration(this IEndpointRouteBuilder routes) => routes.MapPost("/user", Register);

    private static async Task<Results<RedirectHttpResult, Page<UsersPage>, Problem>> Register(
        HttpRequest request, UsersClient users, CancellationToken cancellationToken)
    {
        if (!IsUrlEncoded(request))
        {
            return KnownProblems.ForStatus(StatusCodes.Status415UnsupportedMediaType);
        }

        if (await ReadAsync(request, cancellationToken) is not { } form)
        {
            return KnownProblems.ForStatus(StatusCodes.Status400BadRequest);
        }

        return await RegisterAsync(form, users, request.HttpContext, cancellationToken) is { } refused
            ? await ShowAsync(refused, users, cancellationToken)
            : TypedResults.Redirect("/");
    }

    /// <returns>The form with its errors; null when the user is registered.</returns>
    private static async Task<RegistrationForm?> RegisterAsync(
        RegistrationForm form, UsersClient users, HttpContext context, CancellationToken cancellationToken)
    {
        if (!form.IsComplete)
        {
            return form.Incomplete();
        }

        var answer = await users.CreateAsync(form.User, cancellationToken);
        if (answer.Written is { } position)
        {
            LastWrite.Send(context, position);
        }

        return answer.Refusal is { } refusal ? form.Refused(refusal) : null;
    }

    private static async Task<Page<UsersPage>> ShowAsync(
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
