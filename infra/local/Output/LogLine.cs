using System.Text.Json;

namespace Local.Output;

/// <summary>A line of a process: the message of a structured event, any other line as it is.</summary>
internal sealed record LogLine(string Level, string Text)
{
    public static LogLine Parse(string line)
    {
        if (!line.StartsWith('{'))
        {
            return new("Information", line);
        }

        try
        {
            using var json = JsonDocument.Parse(line);
            var message = Member(json, "message") ?? line;
            var exception = Member(json, "exception");
            return new(Member(json, "level") ?? "Information", exception is null ? message : $"{message}\n{exception}");
        }
        catch (JsonException)
        {
            return new("Information", line);
        }
    }

    private static string? Member(JsonDocument json, string name) =>
        json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
