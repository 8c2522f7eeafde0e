using System.Text.Json;
using CsCheck;

namespace EndToEnd.Tests.Hostile.Fuzzing;

/// <summary>Bodies, as bytes in Latin-1: users, patches and forms, whole and damaged, and anything else.</summary>
internal static class AnyBody
{
    private static readonly Gen<string> Value = Gen.Frequency(
        (4, AnyText.Text.Select(text => JsonSerializer.Serialize(text))),
        (1, Gen.OneOf("null", "1", "-0", "1e999", "true", "{}", "[[]]", "\"\\u0000\"", "\"\\ud800\"", "[[[[[[[[[[")));

    private static readonly Gen<string> User = Gen.Int[0, 9].Select(
        number => $$"""{"name":"Fuzz {me}","email":"{me}.{{number}}@example.org"}""");

    private static readonly Gen<string> Members =
        Gen.Select(Gen.OneOf("name", "email", "id", "created_at", "Name", "__proto__", "\\u0000", "{me}"), Value)
            .Array[0, 4]
            .Select(members => members.Select(member => $"\"{member.Item1}\":{member.Item2}"))
            .Select(members => $"{{{string.Join(',', members)}}}");

    private static readonly Gen<string> Patch =
        Gen.Select(
                Gen.OneOf("add", "replace", "test", "remove", "x"), Gen.OneOf("/name", "/email", "/id", "", "/~2"),
                Value)
            .Array[0, 3]
            .Select(all => $"[{string.Join(',', all.Select(OperationOf))}]");

    private static readonly Gen<string> Form =
        Gen.Select(Gen.OneOf("name", "email", "x", ""), AnyText.Text, (name, text) => $"{name}={AnyText.Escaped(text)}")
            .Array[0, 4]
            .Select(fields => string.Join('&', fields));

    private static readonly Gen<string> Whole =
        Gen.Frequency((4, User), (2, Members), (1, Patch), (1, Value), (2, Form)).Select(AnyText.OnTheWire);

    public static Gen<string?> Any { get; } = Gen.Frequency(
        (6, Whole.Select(body => (string?)body)),
        (3, Damage.To(Whole).Select(body => (string?)body)),
        (1, AnyText.Bytes.Select(body => (string?)body)),
        (1, Gen.OneOf(null, new string('a', 17_000))));

    private static string OperationOf((string Operation, string Path, string Value) all) =>
        $$"""{"op":"{{all.Operation}}","path":"{{all.Path}}","value":{{all.Value}}}""";
}
