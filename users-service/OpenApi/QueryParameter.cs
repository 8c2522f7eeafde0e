using Microsoft.OpenApi;

namespace UsersService.OpenApi;

internal sealed record QueryParameter(string Name, string Description, OpenApiSchema Schema);
