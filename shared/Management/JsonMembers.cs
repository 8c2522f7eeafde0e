using System.Text.Json;
using Platform.Problems;

namespace Platform.Management;

/// <summary>Reads the members of a JSON object, and finds everything that is wrong with them.</summary>
public sealed class JsonMembers
{
    private const string Body = "body";

    private readonly JsonElement _body;

    private JsonMembers(JsonElement body) => _body = body;

    /// <summary>What is wrong with the members read so far.</summary>
    public ValidationErrors Errors { get; } = new();

    /// <param name="read">Reads the members; its result does not count when one of them is wrong.</param>
    /// <returns>What was read; null when something is wrong.</returns>
    public static (T? Read, ValidationErrors Errors) Read<T>(string json, Func<JsonMembers, T> read)
        where T : class
    {
        var errors = new ValidationErrors();
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return (errors.Add<T?>(Body, "must be an object.", null), errors);
            }

            var members = new JsonMembers(document.RootElement);
            var result = read(members);
            return (members.Errors.Any ? null : result, members.Errors);
        }
        catch (JsonException)
        {
            return (errors.Add<T?>(Body, "must be JSON.", null), errors);
        }
    }

    public string Text(string member, int longest) =>
        Find(member) is { ValueKind: JsonValueKind.String } value
            && TextOf(value) is { Length: > 0 } text && text.Length <= longest && !text.Any(char.IsControl)
            ? text
            : Errors.Add(member, $"must be a text of 1 to {longest} characters.", "");

    /// <returns>Null when it is not there.</returns>
    public string? OptionalText(string member, int longest) => Find(member) is null ? null : Text(member, longest);

    public DateTimeOffset Time(string member) =>
        Find(member) is { ValueKind: JsonValueKind.String } value && value.TryGetDateTimeOffset(out var time)
            ? time
            : Errors.Add(member, "must be a time such as 2026-11-23T12:00:00Z.", default(DateTimeOffset));

    /// <returns>Null when it is not there.</returns>
    public DateTimeOffset? OptionalTime(string member) => Find(member) is null ? null : Time(member);

    /// <summary>One of an enumeration's names, in any case.</summary>
    public T OneOf<T>(string member)
        where T : struct, Enum
    {
        var names = Enum.GetNames<T>();
        return Find(member) is { ValueKind: JsonValueKind.String } value
            && names.Contains(TextOf(value), StringComparer.OrdinalIgnoreCase)
            ? Enum.Parse<T>(TextOf(value)!, ignoreCase: true)
            : Errors.Add(member, $"must be one of {string.Join(", ", names.Select(WireName))}.", default(T));
    }

    public long Number(string member, long least, long most) =>
        Find(member) is { ValueKind: JsonValueKind.Number } value
            && value.TryGetInt64(out var number) && number >= least && number <= most
            ? number
            : Errors.Add(member, $"must be a number from {least} to {most}.", 0L);

    private JsonElement? Find(string member) =>
        _body.TryGetProperty(member, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>Severities are written as they are, words small.</summary>
    private static string WireName(string name) => char.IsAsciiDigit(name[^1]) ? name : name.ToLowerInvariant();

    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // Half of a surrogate pair is JSON and no text.
            return null;
        }
    }
}
