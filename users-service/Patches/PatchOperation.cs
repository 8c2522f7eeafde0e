using System.Text.Json;
using UsersService.Api;
using UsersService.Bodies;

namespace UsersService.Patches;

/// <summary>One operation of a JSON patch (RFC 6902, section 4), of which only the form has been looked at.</summary>
/// <param name="Op">What it does.</param>
/// <param name="Path">What it does it to.</param>
/// <param name="Value">Null for operations that need none.</param>
internal sealed record PatchOperation(string Op, string Path, JsonMember? Value)
{
    /// <param name="json">An element of the patch.</param>
    /// <param name="index">Its place, for the errors.</param>
    /// <param name="errors">Gets what is missing or of the wrong type, by place and member.</param>
    public static PatchOperation Read(JsonElement json, int index, IDictionary<string, string[]> errors)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            errors[$"{index}"] = [FieldErrors.NoObject];
            return new("", "", null);
        }

        var (op, path) = (Text("op"), Text("path"));
        JsonMember? value = json.TryGetProperty("value", out var sent) ? MemberOf(sent) : null;
        if (value is null && op is "add" or "replace" or "test")
        {
            errors[$"{index}.value"] = [FieldErrors.Missing];
        }

        return new(op, path, value);

        string Text(string name)
        {
            var error = !json.TryGetProperty(name, out var member) ? FieldErrors.Missing
                : member.ValueKind != JsonValueKind.String ? FieldErrors.NoString
                : null;
            if (error is not null)
            {
                errors[$"{index}.{name}"] = [error];
            }

            return error is null ? member.GetString()! : "";
        }
    }

    private static JsonMember MemberOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => new(JsonTokenType.String, value.GetString()),
        JsonValueKind.Null => new(JsonTokenType.Null, null),
        // Neither field takes anything else, whatever it is.
        _ => new(JsonTokenType.StartObject, null),
    };
}
