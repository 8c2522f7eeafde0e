using Microsoft.OpenApi;
using UsersService.OpenApi;
using UsersService.Users;

namespace UsersService.Changes;

internal static class UserBodies
{
    private const string NewUser = "NewUser";

    public static IOpenApiSchema New(OpenApiDocument document)
    {
        document.AddComponent(NewUser, Fields(required: [.. UserField.All.Select(field => field.Name)]));
        return new OpenApiSchemaReference(NewUser, document);
    }

    public static IOpenApiSchema Empty(OpenApiDocument document) =>
        new OpenApiSchema { Type = JsonSchemaType.Object, AdditionalPropertiesAllowed = false };

    public static IOpenApiSchema MergePatch(OpenApiDocument document) => Fields(required: []);

    public static IOpenApiSchema JsonPatch(OpenApiDocument document) => new OpenApiSchema
    {
        Type = JsonSchemaType.Array,
        Items = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string> { "op", "path", "value" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["op"] = Schemas.OneOf("add", "replace", "test"),
                ["path"] = Schemas.OneOf([.. UserField.All.Select(field => field.Path)]),
                ["value"] = Schemas.Text,
            },
        },
    };

    private static OpenApiSchema Fields(HashSet<string> required) => new()
    {
        Type = JsonSchemaType.Object,
        Required = required,
        Properties = UserField.All.ToDictionary(field => field.Name, IOpenApiSchema (field) => field.Schema()),
    };
}
