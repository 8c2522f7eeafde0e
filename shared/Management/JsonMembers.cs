using System.Text.Json;

namespace Platform.Management;

/// <summary>Reads the members of a JSON object, and finds everything that is wrong with them.</summary>
public sealed class JsonMembers
{
    private readonly JsonElement _body;
    private readonly Dictionary<string, string[]> _faults = [];

    private JsonMembers(JsonElement body) => _body = body;

    /// <param name="text">JSON.</param>
    /// <param name="read">Reads what the object says; after a fault its result does not count.</param>
    /// <returns>What was read, or member to messages.</returns>
    public static (T? Read, Dictionary<string, string[]> Faults) Read<T>(string text, Func<JsonMembers, T> read)
        where T : class
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return (null, new() { ["body"] = ["must be an object."] });
            }

            var members = new JsonMembers(document.RootElement);
            var result = read(members);
            return (members._faults.Count == 0 ? result : null, members._faults);
        }
        catch (JsonException)
        {
            return (null, new() { ["body"] = ["must be JSON."] });
        }
    }

    public bool IsRight(string member) => !_faults.ContainsKey(member);

    public string Text(string member, int longest) =>
        Find(member) is { ValueKind: JsonValueKind.String } value
            && TextOf(value) is { Length: > 0 } text && text.Length <= longest && !text.Any(char.IsControl)
            ? text
            : Fault(member, $"must be a text of 1 to {longest} characters.", "");

    /// <returns>Null when it is not there.</returns>
    public string? OptionalText(string member, int longest) => Find(member) is null ? null : Text(member, longest);

    public DateTimeOffset Time(string member) =>
        Find(member) is { ValueKind: JsonValueKind.String } value && value.TryGetDateTimeOffset(out var time)
            ? time
            : Fault(member, "must be a time such as 2026-11-23T12:00:00Z.", default(DateTimeOffset));

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
            : Fault(member, $"must be one of {string.Join(", ", names.Select(WireName))}.", default(T));
    }

    public long Number(string member, long least, long most) =>
        Find(member) is { ValueKind: JsonValueKind.Number } value
            && value.TryGetInt64(out var number) && number >= least && number <= most
            ? number
            : Fault(member, $"must be a number from {least} to {most}.", 0L);

    public T Fault<T>(string member, string message, T nothing)
    {
        _faults[member] = [message];
        return nothing;
    }

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
