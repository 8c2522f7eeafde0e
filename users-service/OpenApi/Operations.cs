using Microsoft.OpenApi;
using Platform.Problems;
using UsersService.Api;

namespace UsersService.OpenApi;

internal static class Operations
{
    /// <summary>Accepts these query parameters and documents them; any other is a 400.</summary>
    public static RouteHandlerBuilder Query(this RouteHandlerBuilder route, params QueryParameter[] parameters)
    {
        foreach (var (name, description, schema) in parameters)
        {
            route.Parameter(name, ParameterLocation.Query, description, schema);
        }

        return route.WithMetadata(new QueryParameters([.. parameters.Select(parameter => parameter.Name)]));
    }

    public static RouteHandlerBuilder RequestHeader(this RouteHandlerBuilder route, string name, string description) =>
        route.Parameter(name, ParameterLocation.Header, description, Schemas.Text);

    public static RouteHandlerBuilder ResponseHeader(
        this RouteHandlerBuilder route, string name, string description, params int[] statuses) =>
        route.AddOpenApiOperationTransformer((operation, _, _) =>
        {
            foreach (var status in statuses)
            {
                Describe(operation.Responses![$"{status}"], name, description);
            }

            return Task.CompletedTask;
        });

    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder route, params int[] statuses)
    {
        foreach (var status in statuses)
        {
            route.Produces<ProblemDocument>(status, Problem.ContentType);
        }

        return statuses.Contains(503)
            ? route.ResponseHeader("Retry-After", "Seconds to wait before the next attempt.", 503)
            : route;
    }

    /// <remarks>Unlike <c>Accepts</c> this leaves the choice to the handler, whose 415 names the media types.</remarks>
    public static RouteHandlerBuilder Body(
        this RouteHandlerBuilder route, Func<OpenApiDocument, IOpenApiSchema> schema, params string[] mediaTypes) =>
        route.AddOpenApiOperationTransformer((operation, context, _) =>
        {
            var body = (OpenApiRequestBody)(operation.RequestBody ??= new OpenApiRequestBody { Required = true });
            body.Content ??= new Dictionary<string, OpenApiMediaType>();
            foreach (var mediaType in mediaTypes)
            {
                body.Content[mediaType] = new OpenApiMediaType { Schema = schema(context.Document!) };
            }

            return Task.CompletedTask;
        });

    public static RouteHandlerBuilder OrProduces<T>(this RouteHandlerBuilder route) =>
        route.AddOpenApiOperationTransformer(async (operation, context, cancellationToken) =>
        {
            var body = operation.Responses!["200"].Content!["application/json"];
            var other = await context.GetOrCreateSchemaAsync(typeof(T), null, cancellationToken);
            body.Schema = new OpenApiSchema { AnyOf = [body.Schema!, other] };
        });

    public static void Describe(IOpenApiResponse response, string header, string description)
    {
        var described = (OpenApiResponse)response;
        described.Headers ??= new Dictionary<string, IOpenApiHeader>();
        described.Headers[header] = new OpenApiHeader { Description = description, Schema = Schemas.Text };
    }

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
}
