using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using UsersService.Erasure;
using UsersService.History;
using UsersService.Listing;

namespace UsersService.Users;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(User))]
[JsonSerializable(typeof(IReadOnlyList<User>))]
[JsonSerializable(typeof(FullUser))]
[JsonSerializable(typeof(IReadOnlyList<FullUser>))]
[JsonSerializable(typeof(UserStats))]
[JsonSerializable(typeof(IReadOnlyList<HistoryEntry>))]
[JsonSerializable(typeof(StoredEntry[]))]
[JsonSerializable(typeof(UserExport))]
[JsonSerializable(typeof(ExportedKey[]))]
internal sealed partial class UserJson : JsonSerializerContext
{
    /// <summary>Names stay readable; nothing here is ever put into a page as it is.</summary>
    public static JavaScriptEncoder Encoder => JavaScriptEncoder.UnsafeRelaxedJsonEscaping;

    public static UserJson Readable { get; } = new(
        new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = Encoder });
}

/// <summary>Times as clients of the API have always seen them: <c>2026-11-23T09:07:10.935110+00:00</c>.</summary>
internal sealed class UtcMicroseconds : JsonConverter<DateTime>
{
    public const string Format = "yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'";

    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset().UtcDateTime;

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString(Format, CultureInfo.InvariantCulture));
}
