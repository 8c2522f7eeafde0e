using System.Text.Json.Serialization;
using Platform.Timing;
using UsersService.Api;

namespace UsersService.History;

internal static class HistoryModule
{
    public static void AddHistory(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<UserHistory>();
        builder.Services.AddHostedService<ActiveUsers>();
        builder.AddJson(HistoryJson.Default);
    }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Metadata,
    Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(IReadOnlyList<HistoryEntry>))]
[JsonSerializable(typeof(StoredEntry))]
[JsonSerializable(typeof(StoredEntry[]))]
internal sealed partial class HistoryJson : JsonSerializerContext;
