using System.Text.Json;
using Platform.Problems;
using Platform.Timing;

namespace Platform.Management;

/// <summary>Reads the members of a JSON object, and collects everything that is wrong with them.</summary>
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

    public string Text(string member, int maxLength) =>
        Find(member) is { ValueKind: JsonValueKind.String } value
            && TextOf(value) is { Length: > 0 } text && text.Length <= maxLength && !text.Any(char.IsControl)
            ? text
            : Errors.Add(member, $"must be a text of 1 to {maxLength} characters.", "");

    /// <returns>Null when the member is absent.</returns>
    public string? OptionalText(string member, int maxLength) =>
        Find(member) is null ? null : Text(member, maxLength);

    public DateTimeOffset Time(string member) =>
        (Find(member) is { ValueKind: JsonValueKind.String } value ? Rfc3339.Parse(TextOf(value)) : null)
            ?? Errors.Add(member, "must be a time such as 2026-11-23T12:00:00Z.", default(DateTimeOffset));

    /// <returns>Null when the member is absent.</returns>
    public DateTimeOffset? OptionalTime(string member) => Find(member) is null ? null : Time(member);

    /// <summary>One of an enumeration's names; upper and lower case are the same.</summary>
    public T OneOf<T>(string member)
        where T : struct, Enum
    {
        var names = Enum.GetNames<T>();
        return Find(member) is { ValueKind: JsonValueKind.String } value
            && names.Contains(TextOf(value), StringComparer.OrdinalIgnoreCase)
            ? Enum.Parse<T>(TextOf(value)!, ignoreCase: true)
            : Errors.Add(member, $"must be one of {string.Join(", ", names.Select(WireName))}.", default(T));
    }

    public long Number(string member, long min, long max) =>
        Find(member) is { ValueKind: JsonValueKind.Number } value
            && value.TryGetInt64(out var number) && number >= min && number <= max
            ? number
            : Errors.Add(member, $"must be a number from {min} to {max}.", 0L);

    private JsonElement? Find(string member) =>
        _body.TryGetProperty(member, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>Severities such as P0 keep their case, words are in lower case.</summary>
    private static string WireName(string name) => char.IsAsciiDigit(name[^1]) ? name : name.ToLowerInvariant();

    private static string? TextOf(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            // A lone surrogate is valid JSON but not text.
            return null;
        }
    }
}
