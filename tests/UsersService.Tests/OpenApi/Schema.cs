using System.Globalization;
using System.Text.Json;

namespace UsersService.Tests.OpenApi;

/// <summary>JSON Schema, as far as the document uses it; an undocumented member is an error too.</summary>
internal sealed class Schema(JsonElement document)
{
    /// <returns>Every difference from the schema, with its place; empty when there is none.</returns>
    public IEnumerable<string> Errors(JsonElement value, JsonElement schema, string place = "")
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            return Errors(value, Target(reference.GetString()!), place);
        }

        if (Alternatives(schema) is { Length: > 0 } alternatives)
        {
            return alternatives.Any(one => !Errors(value, one, place).Any()) ? [] : [$"{place}: no alternative fits"];
        }

        return TypesOf(schema) is { Length: > 0 } types && !types.Contains(TypeOf(value))
            ? [$"{place}: {TypeOf(value)} is not {string.Join(" or ", types)}"]
            : value.ValueKind switch
            {
                JsonValueKind.Object => ObjectErrors(value, schema, place),
                JsonValueKind.Array => ArrayErrors(value, schema, place),
                JsonValueKind.String => TextErrors(value.GetString()!, schema, place),
                _ => [],
            };
    }

    private IEnumerable<string> ObjectErrors(JsonElement value, JsonElement schema, string place)
    {
        var required = schema.TryGetProperty("required", out var names)
            ? names.EnumerateArray().Select(name => name.GetString()!)
            : [];
        return
        [
            .. required.Where(name => !value.TryGetProperty(name, out _)).Select(name => $"{place}/{name}: is missing"),
            .. value.EnumerateObject().SelectMany(member => MemberOf(schema, member.Name) is { } described
                ? Errors(member.Value, described, $"{place}/{member.Name}")
                : [$"{place}/{member.Name}: is not described"]),
        ];
    }

    private IEnumerable<string> ArrayErrors(JsonElement value, JsonElement schema, string place) =>
        schema.TryGetProperty("items", out var items)
            ? value.EnumerateArray().SelectMany((item, index) => Errors(item, items, $"{place}/{index}"))
            : [];

    private static IEnumerable<string> TextErrors(string text, JsonElement schema, string place)
    {
        if (schema.TryGetProperty("enum", out var values)
            && values.EnumerateArray().All(one => one.GetString() != text))
        {
            yield return $"{place}: {text} is none of the values";
        }

        if (schema.TryGetProperty("format", out var format) && format.GetString() == "date-time"
            && !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _))
        {
            yield return $"{place}: {text} is no time";
        }
    }

    private static JsonElement? MemberOf(JsonElement schema, string name) =>
        schema.TryGetProperty("properties", out var members) && members.TryGetProperty(name, out var member) ? member
        : schema.TryGetProperty("additionalProperties", out var any) && any.ValueKind == JsonValueKind.Object ? any
        : null;

    private static JsonElement[] Alternatives(JsonElement schema) =>
        schema.TryGetProperty("oneOf", out var any) || schema.TryGetProperty("anyOf", out any)
            ? [.. any.EnumerateArray()]
            : [];

    private static string[] TypesOf(JsonElement schema) =>
        !schema.TryGetProperty("type", out var type) ? []
        : type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(one => one.GetString()!)]
        : [type.GetString()!];

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        JsonValueKind.Null => "null",
        _ => value.TryGetInt64(out _) ? "integer" : "number",
    };

    private JsonElement Target(string reference) => reference.Split('/').Skip(1).Aggregate(
        document, (element, name) => element.GetProperty(name));
}
