using Microsoft.OpenApi;

namespace UsersService.OpenApi;

/// <summary>A query parameter as an operation accepts and documents it.</summary>
internal sealed record QueryParameter(string Name, string Description, OpenApiSchema Schema);
