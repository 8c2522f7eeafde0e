using Microsoft.Net.Http.Headers;
using Platform.Problems;
using UsersService.OpenApi;

namespace UsersService.Conditions;

internal static class ConditionHeaders
{
    private static readonly string[] All =
        [HeaderNames.IfMatch, HeaderNames.IfNoneMatch, HeaderNames.IfUnmodifiedSince, HeaderNames.IfModifiedSince];

    /// <summary>An endpoint filter: a condition that the endpoint does not evaluate is a 400.</summary>
    public static ValueTask<object?> OnlyEvaluated(
        EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var http = invocation.HttpContext;
        var errors = new ValidationErrors();
        foreach (var header in All)
        {
            if (http.Request.Headers.ContainsKey(header) && !IsEvaluated(http, header))
            {
                errors.Add(header, "Not supported for this request.");
            }
        }

        return errors.ToProblem(KnownProblems.InvalidHeaders) is { } problem ? new(problem) : next(invocation);
    }

    private static bool IsEvaluated(HttpContext http, string header) =>
        http.GetEndpoint()?.Metadata.GetOrderedMetadata<ConditionHeader>()
            .Contains(new ConditionHeader(header)) is true;

    public static RouteHandlerBuilder IfNoneMatch(this RouteHandlerBuilder route, string subject) => route
        .Produces(304)
        .Condition(HeaderNames.IfNoneMatch, $"304 if one of these entity tags is the {subject}'s current one.");

    /// <summary>All conditions of a read.</summary>
    public static RouteHandlerBuilder ReadConditions(this RouteHandlerBuilder route) => route
        .IfNoneMatch("user")
        .Condition(HeaderNames.IfModifiedSince, "304 if the user has not changed since.")
        .Condition(HeaderNames.IfMatch, "412 unless one of these entity tags is the user's current one.")
        .Condition(HeaderNames.IfUnmodifiedSince, "412 if the user has changed since.")
        .Refuses(412).ReturnsTag(412);

    public static RouteHandlerBuilder IfMatch(this RouteHandlerBuilder route) => route
        .Condition(
            HeaderNames.IfMatch, "Make the change only if one of these entity tags is the user's current one.")
        .Refuses(412).ReturnsTag(412);

    /// <summary>All conditions of a change; <c>Users:RequireIfMatch</c> can make the first mandatory.</summary>
    public static RouteHandlerBuilder ChangeConditions(this RouteHandlerBuilder route) => route
        .IfMatch()
        .Condition(
            HeaderNames.IfNoneMatch, "Make the change only if none of these entity tags is the user's current one.")
        .Condition(HeaderNames.IfUnmodifiedSince, "Make the change only if the user has not changed since.")
        .Refuses(428).ReturnsTag(428);

    public static RouteHandlerBuilder ReturnsTag(this RouteHandlerBuilder route, params int[] statuses) =>
        route.ResponseHeader("ETag", "The user's current state, `\"id-version\"`.", statuses);

    private static RouteHandlerBuilder Condition(this RouteHandlerBuilder route, string header, string description) =>
        route.RequestHeader(header, description).WithMetadata(new ConditionHeader(header));

    private sealed record ConditionHeader(string Name);
}
