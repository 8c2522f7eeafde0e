using Microsoft.OpenApi;
using Platform.Problems;
using UsersService.Bodies;
using UsersService.Listing;
using UsersService.Users;

namespace UsersService.Description;

/// <summary>What the OpenAPI document says of each call.</summary>
internal static class UserOperations
{
    public static void DescribeList(this RouteHandlerBuilder route) => route
        .WithName("listUsers")
        .WithSummary("List users, newest first")
        .WithDescription("Without a limit the list is capped; the header Link leads to the next page.")
        .Produces<IReadOnlyList<User>>()
        .Problems(400, 503)
        .Query(ListQuery.Limit, "Users on a page.", PageSize)
        .Query(ListQuery.Cursor, "From the link to the next page.", Text)
        .Header(200, "Link", "The next page, `rel=\"next\"`; absent on the last one.")
        .Header(200, "X-Result-Truncated", "`true` when there are more users and no limit was asked for.")
        .Stale(200);

    public static void DescribeCreate(this RouteHandlerBuilder route) => route
        .WithName("createUser")
        .WithSummary("Register a user")
        .Accepts<NewUser>(JsonBody.Json)
        .Produces<User>(201)
        .Problems(400, 409, 413, 415, 503)
        .Header(201, "Location", "The new user's address.")
        .Tag(201);

    public static void DescribeGet(this RouteHandlerBuilder route) => route
        .WithName("getUser")
        .WithSummary("Get one user")
        .Produces<User>()
        .Produces(304)
        .Problems(400, 404, 503)
        .Condition("If-None-Match", "Answered with 304 when one of these tags is the user's present one.")
        .Header(200, "Last-Modified", "When the user last changed.")
        .Header(304, "Last-Modified", "When the user last changed.")
        .Tag(200).Tag(304)
        .Stale(200).Stale(304);

    public static void DescribeReplace(this RouteHandlerBuilder route) => route
        .WithName("replaceUser")
        .WithSummary("Replace a user's name and email")
        .Accepts<NewUser>(JsonBody.Json)
        .Change();

    public static void DescribePatch(this RouteHandlerBuilder route) => route
        .WithName("patchUser")
        .WithSummary("Change a user's name, email or both")
        .Accepts<UserPatch>(JsonBody.MergePatch, JsonBody.Json)
        .Change();

    public static void DescribeDelete(this RouteHandlerBuilder route) => route
        .WithName("deleteUser")
        .WithSummary("Delete a user")
        .WithDescription("The email is free again at once.")
        .Produces(204)
        .Problems(400, 404, 412, 503)
        .IfMatch();

    private static OpenApiSchema PageSize => new() { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = "1000" };

    private static OpenApiSchema Text => new() { Type = JsonSchemaType.String };

    private static RouteHandlerBuilder Change(this RouteHandlerBuilder route) => route
        .WithDescription("What is as wanted already is not changed. `id` and `created_at` may be repeated as they are.")
        .Produces<User>()
        .Problems(400, 404, 409, 412, 413, 415, 503)
        .IfMatch()
        .Tag(200);

    private static RouteHandlerBuilder IfMatch(this RouteHandlerBuilder route) => route
        .Condition("If-Match", "The change is made only when one of these tags is the user's present one.")
        .Tag(412);

    private static RouteHandlerBuilder Tag(this RouteHandlerBuilder route, int status) =>
        route.Header(status, "ETag", "The user's present state, `\"id-version\"`.");

    private static RouteHandlerBuilder Stale(this RouteHandlerBuilder route, int status) => route
        .Header(status, "X-Data-Freshness", "`stale` while the database is away and the answer comes from memory.")
        .Header(status, "Age", "Seconds since a stale answer was read.");

    private static RouteHandlerBuilder Problems(this RouteHandlerBuilder route, params int[] statuses)
    {
        foreach (var status in statuses)
        {
            route.Produces<ProblemDocument>(status, Problem.ContentType);
        }

        return route.Header(503, "Retry-After", "Seconds until another try makes sense.");
    }

    private static RouteHandlerBuilder Query(
        this RouteHandlerBuilder route, string name, string description, OpenApiSchema schema) =>
        route.Parameter(name, ParameterLocation.Query, description, schema);

    private static RouteHandlerBuilder Condition(this RouteHandlerBuilder route, string name, string description) =>
        route.Parameter(name, ParameterLocation.Header, description, Text);

    private static RouteHandlerBuilder Parameter(
        this RouteHandlerBuilder route, string name, ParameterLocation location, string description,
        OpenApiSchema schema) =>
        route.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(
                new OpenApiParameter { Name = name, In = location, Description = description, Schema = schema });
            return Task.CompletedTask;
        });

    private static RouteHandlerBuilder Header(
        this RouteHandlerBuilder route, int status, string name, string description) =>
        route.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            var response = (OpenApiResponse)operation.Responses![$"{status}"];
            response.Headers ??= new Dictionary<string, IOpenApiHeader>();
            response.Headers[name] = new OpenApiHeader { Description = description, Schema = Text };
            return Task.CompletedTask;
        });
}
