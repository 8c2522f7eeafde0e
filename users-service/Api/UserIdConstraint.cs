using System.Globalization;

namespace UsersService.Api;

/// <summary>
/// The canonical form of an id. The framework's own <c>long</c> also accepts <c>+1</c>, <c>01</c> and blanks, which
/// would give one user many addresses.
/// </summary>
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
