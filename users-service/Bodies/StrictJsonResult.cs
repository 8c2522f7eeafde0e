using System.Text.Json;

namespace UsersService.Bodies;

/// <param name="Type">Of the value; the start token of an object or array.</param>
/// <param name="Text">A string's text, or a number as sent; null for everything else.</param>
internal readonly record struct JsonMember(JsonTokenType Type, string? Text);

internal sealed record StrictJsonResult(IReadOnlyDictionary<string, JsonMember>? Members, string? Fault);
