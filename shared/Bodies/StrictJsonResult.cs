using System.Text.Json;

namespace Platform.Bodies;

/// <summary>The value of a member.</summary>
/// <param name="Type">Of the value; the start token of an object or array.</param>
/// <param name="Text">A string's text, or a number as sent; null for everything else.</param>
public readonly record struct JsonMember(JsonTokenType Type, string? Text);

/// <param name="Members">Of an object; null for any other value.</param>
/// <param name="Fault">What is wrong and where, as one sentence; null when nothing is.</param>
public sealed record StrictJsonResult(IReadOnlyDictionary<string, JsonMember>? Members, string? Fault);
