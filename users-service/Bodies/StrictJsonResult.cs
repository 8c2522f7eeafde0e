using System.Text.Json;

namespace UsersService.Bodies;

/// <summary>A member of the outermost object.</summary>
/// <param name="Type">What its value is; of an object or array only the start.</param>
/// <param name="Text">A string's text, a number as sent; null for everything else.</param>
internal readonly record struct JsonMember(JsonTokenType Type, string? Text);

/// <summary>What a body turned out to be: an object, some other JSON, or no JSON.</summary>
/// <param name="Members">The object's members; null when the outermost value is no object.</param>
/// <param name="Fault">Why it is not JSON, and where; null when it is.</param>
internal sealed record StrictJsonResult(IReadOnlyDictionary<string, JsonMember>? Members, string? Fault);
