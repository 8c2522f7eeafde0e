using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace UsersService.OpenApi;

internal static class OpenApiModule
{
    public static void AddOpenApiDocument(this WebApplicationBuilder builder) =>
        builder.Services.AddOpenApi("users", document =>
        {
            document.AddDocumentTransformer((api, _, _) =>
            {
                api.Info = new OpenApiInfo
                {
                    Title = "Evenkeel users",
                    Version = "1",
                    Description = "Create, find, change and delete users. Every error is problem details (RFC 9457).",
                };
                // Clients use the gateway's address, which this service does not know.
                api.Servers = [];
                return Task.CompletedTask;
            });
            document.AddSchemaTransformer(TimesAreText);
        });

    public static void MapOpenApiDocument(this IEndpointRouteBuilder routes) =>
        routes.MapOpenApi("/openapi/{documentName}.json");

    private static Task TimesAreText(
        OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonTypeInfo.Type == typeof(DateTime))
        {
            schema.Type = JsonSchemaType.String;
            schema.Format = "date-time";
        }

        return Task.CompletedTask;
    }
}
