using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Timing;

/// <summary>A time in JSON as <see cref="Rfc3339"/> reads and writes it.</summary>
public sealed class TimeConverter : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Rfc3339.Parse(reader.GetString()) ?? throw new JsonException(Rfc3339.Problem);

    // Raw, because the default encoder escapes the plus sign.
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<byte> text = stackalloc byte[Rfc3339.Format.Length + 2];
        value.UtcDateTime.TryFormat(text, out var length, $"'\"'{Rfc3339.Format}'\"'", CultureInfo.InvariantCulture);
        writer.WriteRawValue(text[..length], skipInputValidation: true);
    }
}

/// <summary>The same for a <see cref="DateTime"/> in UTC.</summary>
public sealed class UtcTimeConverter : JsonConverter<DateTime>
{
    private static readonly TimeConverter Time = new();

    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Time.Read(ref reader, typeof(DateTimeOffset), options).UtcDateTime;

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
        Time.Write(writer, new DateTimeOffset(value, TimeSpan.Zero), options);
}
