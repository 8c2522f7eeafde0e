using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Platform.Configuration;
using Serilog.Core;
using Serilog.Events;

namespace Platform.Telemetry;

/// <summary>
/// Writes one event as one JSON object on one line, in UTF-8. Member names have no <c>@</c>, because CloudWatch Logs
/// Insights reserves those names. Texts are cut, because a client may have chosen them.
/// </summary>
internal sealed class JsonLine(ServiceIdentity identity, LogLines lines) : ILogEventSink
{
    private const string Logger = "SourceContext";
    private const int MaxText = 512;
    private const int MaxMessage = 2048;

    private static readonly JsonWriterOptions Options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Members that every line has; a JSON object must not have a name twice.</summary>
    private static readonly string[] Own =
    [
        "timestamp", "level", "service", "instance", "version", "trace_id", "span_id", "message", "logger", "exception",
    ];

    private static readonly string[] Levels = Enum.GetNames<LogEventLevel>();

    // Each thread uses its own again for every line.
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _line;

    [ThreadStatic]
    private static Utf8JsonWriter? _json;

    [ThreadStatic]
    private static StringWriter? _message;

    public void Emit(LogEvent logEvent)
    {
        var json = Begin(logEvent.Timestamp, Levels[(int)logEvent.Level]);
        json.WriteString("message"u8, Cut(Render(logEvent), MaxMessage));
        if (logEvent.Properties.TryGetValue(Logger, out var logger))
        {
            json.WritePropertyName("logger"u8);
            Write(json, logger);
        }

        if (logEvent.Exception is { } error)
        {
            json.WriteString("exception"u8, ExceptionText.Of(error));
        }

        foreach (var (name, value) in logEvent.Properties)
        {
            if (name != Logger)
            {
                json.WritePropertyName(Own.Contains(name) ? $"{name}_" : name);
                Write(json, value);
            }
        }

        End(json);
    }

    private Utf8JsonWriter Begin(DateTimeOffset at, string level)
    {
        var line = _line ??= new ArrayBufferWriter<byte>(1024);
        line.ResetWrittenCount();
        var json = _json ??= new Utf8JsonWriter(line, Options);
        json.Reset();
        json.WriteStartObject();
        Span<byte> time = stackalloc byte[32];
        at.UtcDateTime.TryFormat(time, out var length, "O", CultureInfo.InvariantCulture);
        json.WriteString("timestamp"u8, time[..length]);
        json.WriteString("level"u8, level);
        json.WriteString("service"u8, identity.Name);
        json.WriteString("instance"u8, identity.InstanceId);
        json.WriteString("version"u8, identity.Version);
        if (Activity.Current is { } activity)
        {
            json.WriteString("trace_id"u8, activity.TraceId.ToHexString());
            json.WriteString("span_id"u8, activity.SpanId.ToHexString());
        }

        return json;
    }

    private void End(Utf8JsonWriter json)
    {
        json.WriteEndObject();
        json.Flush();
        var line = _line!;
        line.Write("\n"u8);
        lines.Add(line.WrittenSpan);
    }

    private static ReadOnlySpan<char> Cut(ReadOnlySpan<char> text, int length = MaxText) =>
        text.Length <= length ? text : string.Concat(text[..length], "…");

    private static void Write(Utf8JsonWriter json, LogEventPropertyValue property)
    {
        switch (property)
        {
            case ScalarValue scalar:
                Write(json, scalar.Value);
                break;
            case SequenceValue sequence:
                json.WriteStartArray();
                foreach (var element in sequence.Elements)
                {
                    Write(json, element);
                }

                json.WriteEndArray();
                break;
            case StructureValue structure:
                json.WriteStartObject();
                foreach (var member in structure.Properties)
                {
                    json.WritePropertyName(member.Name);
                    Write(json, member.Value);
                }

                json.WriteEndObject();
                break;
            default:
                json.WriteStringValue(Cut(property.ToString(null, CultureInfo.InvariantCulture)));
                break;
        }
    }

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null:
                json.WriteNullValue();
                break;
            case string text:
                json.WriteStringValue(Cut(text));
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case int number:
                json.WriteNumberValue(number);
                break;
            case long number:
                json.WriteNumberValue(number);
                break;
            case double number when double.IsFinite(number):
                json.WriteNumberValue(number);
                break;
            default:
                json.WriteStringValue(Cut(Convert.ToString(value, CultureInfo.InvariantCulture)));
                break;
        }
    }

    private static ReadOnlySpan<char> Render(LogEvent logEvent)
    {
        var writer = _message ??= new StringWriter(new StringBuilder(256), CultureInfo.InvariantCulture);
        var text = writer.GetStringBuilder().Clear();
        logEvent.RenderMessage(writer, CultureInfo.InvariantCulture);
        var chunks = text.GetChunks();
        return chunks.MoveNext() && chunks.Current.Length == text.Length ? chunks.Current.Span : text.ToString();
    }
}
