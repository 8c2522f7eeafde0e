using UsersService.OpenApi;

namespace UsersService.Conditions;

internal static class ConditionHeaders
{
    public static RouteHandlerBuilder IfNoneMatch(this RouteHandlerBuilder route, string subject) => route
        .Produces(304)
        .RequestHeader("If-None-Match", $"304 if one of these entity tags is the {subject}'s current one.");

    public static RouteHandlerBuilder IfMatch(this RouteHandlerBuilder route) => route
        .RequestHeader("If-Match", "Make the change only if one of these entity tags is the user's current one.")
        .Refuses(412)
        .ReturnsTag(412);

    /// <summary>The same where the setting <c>Users:RequireIfMatch</c> can make the header mandatory.</summary>
    public static RouteHandlerBuilder IfMatchOr428(this RouteHandlerBuilder route) =>
        route.IfMatch().Refuses(428).ReturnsTag(428);

    public static RouteHandlerBuilder ReturnsTag(this RouteHandlerBuilder route, params int[] statuses) =>
        route.ResponseHeader("ETag", "The user's current state, `\"id-version\"`.", statuses);
}
