using System.Text.Json;
using System.Text.Json.Serialization;
using Platform.Timing;
using UsersService.Api;

namespace UsersService.Users;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(User))]
[JsonSerializable(typeof(IReadOnlyList<User>))]
[JsonSerializable(typeof(FullUser))]
[JsonSerializable(typeof(IReadOnlyList<FullUser>))]
internal sealed partial class UserJson : JsonSerializerContext
{
    public static UserJson Readable { get; } = new(
        new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            Encoder = ApiModule.Encoder,
            Converters = { new UtcTimeConverter() },
        });
}
