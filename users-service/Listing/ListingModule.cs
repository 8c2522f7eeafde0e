using System.Text.Json.Serialization;
using UsersService.Api;

namespace UsersService.Listing;

internal static class ListingModule
{
    public static void AddListing(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ListQuery>();
        builder.Services.AddSingleton<UserList>();
        builder.Services.AddSingleton<UserCounts>();
        builder.AddJson(ListingJson.Default);
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(UserStats))]
internal sealed partial class ListingJson : JsonSerializerContext;
