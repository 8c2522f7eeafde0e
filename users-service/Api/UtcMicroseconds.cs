using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace UsersService.Api;

/// <summary>Times as clients of the API have always seen them: <c>2026-11-23T09:07:10.935110+00:00</c>.</summary>
internal sealed class UtcMicroseconds : JsonConverter<DateTime>
{
    public const string Format = "yyyy-MM-dd'T'HH:mm:ss.ffffff'+00:00'";

    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.GetDateTimeOffset().UtcDateTime;

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString(Format, CultureInfo.InvariantCulture));
}
