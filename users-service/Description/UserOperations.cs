using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Platform.Problems;
using UsersService.Bodies;
using UsersService.Erasure;
using UsersService.History;
using UsersService.Idempotency;
using UsersService.Listing;
using UsersService.Replica;
using UsersService.Users;

namespace UsersService.Description;

/// <summary>What the OpenAPI document says of each call.</summary>
internal static class UserOperations
{
    public static void DescribeList(this RouteHandlerBuilder route) => route
        .WithName("listUsers")
        .WithSummary("List, search, filter and sort users")
        .WithDescription(
            "Active users, newest first, unless the parameters, which combine freely, say otherwise. The header Link "
            + "leads through the pages; a walk meets every user that is there throughout once, whatever changes.")
        .Produces<IReadOnlyList<User>>()
        .Produces(304)
        .Problems(400, 503)
        .Query(ListQuery.Limit, "Users on a page; without it the list is capped.", PageSize)
        .Query(ListQuery.Cursor, "From a link to another page; only for the same order and filters.", Text)
        .Query(ListQuery.SortBy, "Descending with `-`; `-created_at` unless given.", OneOf(Sorts))
        .Query(
            ListQuery.Search,
            "From three letters a part of the name or email, below that the beginning of one, whatever case and "
            + "accents; or a whole email or id. 1 to 100 characters.", Text)
        .Query(ListQuery.Email, "The user with this email, whatever its case.", Text)
        .Query(ListQuery.Ids, "At most 100 ids with commas between them.", Text)
        .Query(ListQuery.CreatedAfter, "Created at this time (RFC 3339) or later.", Time)
        .Query(ListQuery.CreatedBefore, "Created before this time (RFC 3339).", Time)
        .Query(ListQuery.Status, "`active` unless given.", OneOf("active", "deleted", "all"))
        .Views<IReadOnlyList<FullUser>>()
        .Query(
            ListQuery.Count, "Users on all pages: not counted, up to 10,000, or all.", OneOf("none", "capped", "exact"))
        .Condition("If-None-Match", "Answered with 304 when one of these tags is the page's present one.")
        .LastWrite()
        .Page(200).Page(304)
        .Stale(200).Stale(304);

    public static void DescribeStats(this RouteHandlerBuilder route) => route
        .WithName("countUsers")
        .WithSummary("Count users, and sign-ups of the last 30 days")
        .Produces<UserStats>()
        .Problems(400, 503)
        .LastWrite()
        .Stale(200);

    public static void DescribeCreate(this RouteHandlerBuilder route) => route
        .WithName("createUser")
        .WithSummary("Register a user")
        .Accepts<NewUser>(JsonBody.Json)
        .Produces<User>(201)
        .Problems(400, 409, 413, 415, 422, 503)
        .Repeatable(201, 409)
        .Header(201, "Location", "The new user's address.")
        .Tag(201);

    public static void DescribeGet(this RouteHandlerBuilder route) => route
        .WithName("getUser")
        .WithSummary("Get one user")
        .Produces<User>()
        .Produces(304)
        .Problems(400, 404, 503)
        .Views<FullUser>()
        .Condition("If-None-Match", "Answered with 304 when one of these tags is the user's present one.")
        .LastWrite()
        .Header(200, "Last-Modified", "When the user last changed.")
        .Header(304, "Last-Modified", "When the user last changed.")
        .Tag(200).Tag(304)
        .Stale(200).Stale(304).Stale(404);

    public static void DescribeReplace(this RouteHandlerBuilder route) => route
        .WithName("replaceUser")
        .WithSummary("Replace a user's name and email")
        .Accepts<NewUser>(JsonBody.Json)
        .Change();

    public static void DescribePatch(this RouteHandlerBuilder route) => route
        .WithName("patchUser")
        .WithSummary("Change a user's name, email or both")
        .Body<UserPatch>(JsonBody.MergePatch)
        .Body<UserPatch>(JsonBody.Json)
        .Body<IReadOnlyList<UserPatchOperation>>(JsonBody.JsonPatch)
        .Change()
        .Header(415, "Accept-Patch", "The media types that are taken.");

    public static void DescribeDelete(this RouteHandlerBuilder route) => route
        .WithName("deleteUser")
        .WithSummary("Delete a user")
        .WithDescription("The email is free again at once. Until `purge_at` the user can be restored.")
        .Produces(204)
        .Problems(400, 404, 409, 412, 413, 422, 428, 503)
        .Required()
        .Repeatable(204, 404, 412);

    public static void DescribeRestore(this RouteHandlerBuilder route) => route
        .WithName("restoreUser")
        .WithSummary("Bring a deleted user back")
        .WithDescription("409 when another user has the email meanwhile, and when the user is not deleted.")
        .Produces<User>()
        .Problems(400, 404, 409, 412, 413, 422, 428, 503)
        .Required()
        .Tag(200).Tag(409)
        .Repeatable(200, 404, 409, 412);

    public static void DescribeErase(this RouteHandlerBuilder route) => route
        .WithName("eraseUser")
        .WithSummary("Erase a user's personal data")
        .WithDescription(
            "For good: name and email disappear from the user, its history and kept answers. What remains is that there "
            + "was such a user. Erasing again changes nothing.")
        .Produces(204)
        .Problems(400, 404, 409, 412, 413, 422, 503)
        .IfMatch()
        .Repeatable(204, 404, 412);

    public static void DescribeHistory(this RouteHandlerBuilder route) => route
        .WithName("getUserHistory")
        .WithSummary("Who changed a user, when and what, newest first")
        .WithDescription("Also of deleted, erased and purged users; what was erased is null.")
        .Produces<IReadOnlyList<HistoryEntry>>()
        .Problems(400, 404, 503)
        .Query(ListQuery.Limit, "Entries on a page; 100 unless given.", PageSize)
        .Query(ListQuery.Cursor, "From a link to another page.", Text)
        .Header(200, "Link", "Other pages: `next` (older), `prev` and `first`.");

    public static void DescribeExport(this RouteHandlerBuilder route) => route
        .WithName("exportUser")
        .WithSummary("Everything that is held about a user")
        .WithDescription("Also of a deleted or erased user.")
        .Produces<UserExport>()
        .Problems(400, 404, 503)
        .Header(200, "Content-Disposition", "A file name.");

    /// <summary>What every write answers with, so that a later read of the same client does not miss it.</summary>
    public static RouteGroupBuilder DescribeLastWrites(this RouteGroupBuilder routes) =>
        routes.AddOpenApiOperationTransformer((operation, context, _) =>
        {
            var tells = context.Description.HttpMethod == HttpMethods.Get
                ? []
                : operation.Responses!.Where(response =>
                    LastWrites.TellsOfState(int.Parse(response.Key, CultureInfo.InvariantCulture)));
            foreach (var (_, response) in tells)
            {
                Describe(
                    response, LastWrites.Header, "How far the data had come; reads that send it miss nothing before it.");
                Describe(response, "Set-Cookie", $"`{LastWrites.Cookie}`: the same for a minute, for browsers.");
            }

            return Task.CompletedTask;
        });

    /// <typeparam name="T">The body of 200 in the other view.</typeparam>
    private static RouteHandlerBuilder Views<T>(this RouteHandlerBuilder route) => route
        .Query(ListQuery.View, "Adds `updated_at`, `deleted_at`, `purge_at` and `version`.", OneOf("full"))
        .AddOpenApiOperationTransformer(async (operation, context, cancellationToken) =>
        {
            var body = operation.Responses!["200"].Content![JsonBody.Json];
            var full = await context.GetOrCreateSchemaAsync(typeof(T), null, cancellationToken);
            body.Schema = new OpenApiSchema { AnyOf = [body.Schema!, full] };
        });

    private static OpenApiSchema PageSize => new() { Type = JsonSchemaType.Integer, Minimum = "1", Maximum = "1000" };

    private static string[] Sorts =>
        [.. Listing.SortKey.All.Keys.Order(StringComparer.Ordinal).SelectMany(key => (string[])[key, $"-{key}"])];

    private static OpenApiSchema Time => new() { Type = JsonSchemaType.String, Format = "date-time" };

    private static OpenApiSchema OneOf(params string[] values) =>
        new() { Type = JsonSchemaType.String, Enum = [.. values.Select(value => JsonValue.Create(value))] };

    private static OpenApiSchema Text => new() { Type = JsonSchemaType.String };

    private static RouteHandlerBuilder Change(this RouteHandlerBuilder route) => route
        .WithDescription("What is as wanted already is not changed. `id` and `created_at` may be repeated as they are.")
        .Produces<User>()
        .Problems(400, 404, 409, 412, 413, 415, 422, 428, 503)
        .Required()
        .Tag(200)
        .Repeatable(200, 400, 404, 409, 412, 422);

    private static RouteHandlerBuilder IfMatch(this RouteHandlerBuilder route) => route
        .Condition("If-Match", "The change is made only when one of these tags is the user's present one.")
        .Tag(412);

    private static RouteHandlerBuilder LastWrite(this RouteHandlerBuilder route) => route
        .Condition(LastWrites.Header, "From the answer to a write: nothing older is answered.");

    private static RouteHandlerBuilder Required(this RouteHandlerBuilder route) => route
        .IfMatch()
        .Tag(428);

    /// <param name="route">A call that takes an Idempotency-Key.</param>
    /// <param name="kept">The statuses of answers that are kept.</param>
    private static RouteHandlerBuilder Repeatable(this RouteHandlerBuilder route, params int[] kept)
    {
        foreach (var status in kept)
        {
            route.Header(status, IdempotencyKey.Replayed, "`true` when this was answered before.");
        }

        return route
            .Condition(
                IdempotencyKey.Header,
                "1 to 255 visible ASCII characters. A request that comes again with the same key is answered as before.")
            .Header(409, "Retry-After", "Seconds until the first request with this key will have been answered.");
    }

    private static RouteHandlerBuilder Tag(this RouteHandlerBuilder route, int status) =>
        route.Header(status, "ETag", "The user's present state, `\"id-version\"`.");

    private static RouteHandlerBuilder Page(this RouteHandlerBuilder route, int status) => route
        .Header(status, "Link", "Other pages: `rel` is `next`, `prev` or `first`; those that there are.")
        .Header(status, "ETag", "What the page shows, weak.")
        .Header(status, "X-Total-Count", "Users on all pages, when they were to be counted.")
        .Header(status, "X-Total-Count-Capped", "`true` when there are more than that.")
        .Header(status, "X-Result-Truncated", "`true` when there are more users and no limit was asked for.");

    private static RouteHandlerBuilder Stale(this RouteHandlerBuilder route, int status) => route
        .Header(status, "X-Data-Freshness", "`stale` while the database is away and a copy or memory answers.")
        .Header(status, "Age", "Seconds by which a stale answer may be out of date.");

    private static RouteHandlerBuilder Problems(this RouteHandlerBuilder route, params int[] statuses)
    {
        foreach (var status in statuses)
        {
            route.Produces<ProblemDocument>(status, Problem.ContentType);
        }

        return route.Header(503, "Retry-After", "Seconds until another try makes sense.");
    }

    // Unlike Accepts this leaves the choice to the handler, whose 415 says what is taken.
    private static RouteHandlerBuilder Body<T>(this RouteHandlerBuilder route, string mediaType) =>
        route.AddOpenApiOperationTransformer(async (operation, context, cancellationToken) =>
        {
            var schema = await context.GetOrCreateSchemaAsync(typeof(T), null, cancellationToken);
            var body = (OpenApiRequestBody)(operation.RequestBody ??= new OpenApiRequestBody { Required = true });
            body.Content ??= new Dictionary<string, OpenApiMediaType>();
            body.Content[mediaType] = new OpenApiMediaType { Schema = schema };
        });

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
            Describe(operation.Responses![$"{status}"], name, description);
            return Task.CompletedTask;
        });

    private static void Describe(IOpenApiResponse response, string header, string description)
    {
        var described = (OpenApiResponse)response;
        described.Headers ??= new Dictionary<string, IOpenApiHeader>();
        described.Headers[header] = new OpenApiHeader { Description = description, Schema = Text };
    }
}
