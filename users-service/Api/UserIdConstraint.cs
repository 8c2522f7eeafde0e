using System.Globalization;

namespace UsersService.Api;

// The framework's own long also accepts +1, 01 and blanks, which would give one user many addresses.
internal sealed class UserIdConstraint : IRouteConstraint
{
    public const string Name = "user_id";

    public bool Match(
        HttpContext? httpContext, IRouter? route, string routeKey, RouteValueDictionary values,
        RouteDirection routeDirection) =>
        values[routeKey] is string id && IsId(id);

    internal static bool IsId(string text) =>
        text is [>= '1' and <= '9', ..] && text.All(char.IsAsciiDigit)
        && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
