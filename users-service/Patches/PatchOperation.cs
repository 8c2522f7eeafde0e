using System.Text.Json;
using Platform.Bodies;
using Platform.Problems;
using UsersService.Api;

namespace UsersService.Patches;

/// <summary>One operation of a JSON patch (RFC 6902, section 4), well-formed but otherwise unchecked.</summary>
internal sealed record PatchOperation(string Op, string Path, JsonMember? Value)
{
    public static PatchOperation Read(JsonElement json, int index, ValidationErrors errors)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            errors.Add($"{index}", FieldErrors.NoObject);
            return new("", "", null);
        }

        var (op, path) = (Text("op"), Text("path"));
        JsonMember? value = json.TryGetProperty("value", out var sent) ? MemberOf(sent) : null;
        if (value is null && op is "add" or "replace" or "test")
        {
            errors.Add($"{index}.value", FieldErrors.Missing);
        }

        return new(op, path, value);

        string Text(string name)
        {
            var error = !json.TryGetProperty(name, out var member) ? FieldErrors.Missing
                : member.ValueKind != JsonValueKind.String ? FieldErrors.NoString
                : null;
            return error is null ? member.GetString()! : errors.Add($"{index}.{name}", error, "");
        }
    }

    private static JsonMember MemberOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => new(JsonTokenType.String, value.GetString()),
        JsonValueKind.Null => new(JsonTokenType.Null, null),
        // No field takes anything else, whatever it is.
        _ => new(JsonTokenType.StartObject, null),
    };
}
