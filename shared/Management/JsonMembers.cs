using System.Globalization;
using System.Text.Json;
using Platform.Bodies;
using Platform.Problems;
using Platform.Timing;

namespace Platform.Management;

/// <summary>
/// Reads the members of a JSON object strictly, and collects everything that is wrong with them. A member that was not
/// read is wrong too.
/// </summary>
public sealed class JsonMembers
{
    private const string Body = "body";

    private readonly JsonElement _body;
    private readonly HashSet<string> _read = [];
    private bool _ignoresUnknown;

    private JsonMembers(JsonElement body) => _body = body;

    /// <summary>What is wrong with the members read so far.</summary>
    public ValidationErrors Errors { get; } = new();

    /// <param name="read">Reads the members; its result does not count when one of them is wrong.</param>
    /// <returns>What was read; null when something is wrong.</returns>
    public static (T? Read, ValidationErrors Errors) Read<T>(byte[] json, Func<JsonMembers, T> read)
        where T : class
    {
        var errors = new ValidationErrors();
        var strict = StrictJson.Read(json);
        if (strict.Members is null)
        {
            errors.Add(Body, strict.Fault is { } fault ? $"must be JSON. {fault}" : "must be an object.");
            return (null, errors);
        }

        using var document = JsonDocument.Parse(json);
        var members = new JsonMembers(document.RootElement);
        var result = read(members);
        members.RefuseUnknown(strict.Members.Keys);
        return (members.Errors.Any ? null : result, members.Errors);
    }

    /// <summary>For what processes send: one of a newer version may say more.</summary>
    public void IgnoreUnknown() => _ignoresUnknown = true;

    public string Text(string member, int maxLength) =>
        Find(member) is { ValueKind: JsonValueKind.String } value
            && value.GetString() is { Length: > 0 } text && text.Length <= maxLength && !text.Any(char.IsControl)
            ? text
            : Errors.Add(member, $"must be a text of 1 to {maxLength} characters.", "");

    /// <returns>Null when the member is absent.</returns>
    public string? OptionalText(string member, int maxLength) =>
        Find(member) is null ? null : Text(member, maxLength);

    /// <summary>The same with line breaks and tabs.</summary>
    public string Lines(string member, int maxLength) =>
        Find(member) is { ValueKind: JsonValueKind.String } value
            && value.GetString() is { Length: > 0 } text && text.Length <= maxLength
            && !text.Any(letter => char.IsControl(letter) && letter is not ('\n' or '\r' or '\t'))
            ? text
            : Errors.Add(member, $"must be a text of 1 to {maxLength} characters.", "");

    /// <summary>Whether the member is there and not null.</summary>
    public bool Has(string member) => Find(member) is not null;

    public DateOnly Day(string member) =>
        Find(member) is { ValueKind: JsonValueKind.String } value
            && DateOnly.TryParseExact(
                value.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, default, out var day)
            ? day
            : Errors.Add(member, "must be a day such as 2026-11-23.", default(DateOnly));

    public DateTimeOffset Time(string member) =>
        (Find(member) is { ValueKind: JsonValueKind.String } value ? Rfc3339.Parse(value.GetString()) : null)
            ?? Errors.Add(member, "must be a time such as 2026-11-23T12:00:00Z.", default(DateTimeOffset));

    /// <returns>Null when the member is absent.</returns>
    public DateTimeOffset? OptionalTime(string member) => Find(member) is null ? null : Time(member);

    /// <summary>One of an enumeration's names; upper and lower case are the same.</summary>
    public T OneOf<T>(string member)
        where T : struct, Enum
    {
        var names = Enum.GetNames<T>();
        return Find(member) is { ValueKind: JsonValueKind.String } value
            && names.Contains(value.GetString(), StringComparer.OrdinalIgnoreCase)
            ? Enum.Parse<T>(value.GetString()!, ignoreCase: true)
            : Errors.Add(member, $"must be one of {string.Join(", ", names.Select(WireName))}.", default(T));
    }

    public long Number(string member, long min, long max) =>
        Find(member) is { ValueKind: JsonValueKind.Number } value
            && value.TryGetInt64(out var number) && number >= min && number <= max
            ? number
            : Errors.Add(member, $"must be a number from {min} to {max}.", 0L);

    private JsonElement? Find(string member)
    {
        _read.Add(member);
        return _body.TryGetProperty(member, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private void RefuseUnknown(IEnumerable<string> members)
    {
        foreach (var unknown in _ignoresUnknown ? [] : members.Except(_read))
        {
            Errors.Add(unknown, "is unknown.");
        }
    }

    /// <summary>Severities such as P0 keep their case, words are in lower case.</summary>
    private static string WireName(string name) => char.IsAsciiDigit(name[^1]) ? name : name.ToLowerInvariant();
}
