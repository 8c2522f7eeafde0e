using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace SreService.Queries;

internal static class OpenApiModule
{
    public static void AddOpenApiDocument(this IHostApplicationBuilder builder) =>
        builder.Services.AddOpenApi("sre", document => document.AddSchemaTransformer(TimesAreText));

    private static Task TimesAreText(
        OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if ((Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type)
            == typeof(DateTimeOffset))
        {
            schema.Type ??= JsonSchemaType.String;
            schema.Format = "date-time";
        }

        return Task.CompletedTask;
    }
}
