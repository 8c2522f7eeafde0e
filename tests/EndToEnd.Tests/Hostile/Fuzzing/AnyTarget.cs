using System.Text.Json;
using System.Text.RegularExpressions;
using CsCheck;

namespace EndToEnd.Tests.Hostile.Fuzzing;

/// <summary>Addresses: those that the OpenAPI documents and the pages offer, and others beside them.</summary>
internal static partial class AnyTarget
{
    private static readonly string[] Pages =
    [
        "/", "/user", "/docs", "/health", "/health/live", "/assets/site.css", "/favicon.ico", "/sre/dashboard-ui",
        "/openapi/users.json", "/nothing",
    ];

    private static readonly Gen<string> Id = Gen.Frequency(
        (6, Gen.Const("{own}")),
        (1, Gen.OneOf("0", "01", "+1", "-1", "x", "99999999", "9223372036854775807", "9223372036854775808", "stats")),
        (1, AnyText.Text.Select(AnyText.Escaped)));

    private static readonly Gen<string> Tail = Gen.Frequency(
        (12, Gen.Const("")),
        (1, Gen.OneOf("/", "//", "/..", "/%2e%2e", "%00", ";x", "/history", "#x", "%ff", " ", "\u00e9")));

    private static readonly Gen<string> Value = Gen.Frequency(
        (2, Gen.OneOf(
            "1", "2", "-created_at", "name", "deleted", "all", "full", "exact", "1h", "{me}.1@example.org", "1,2")),
        (2, AnyText.Text.Select(AnyText.Escaped)),
        (1, AnyText.Bytes.Select(Uri.EscapeDataString)));

    /// <param name="documents">The OpenAPI documents.</param>
    public static Gen<string> Of(params IEnumerable<JsonElement> documents)
    {
        var paths = documents.SelectMany(document => document.GetProperty("paths").EnumerateObject()).ToArray();
        return Gen.Select(Path([.. Pages, .. paths.Select(path => path.Name)]), Tail, Query([.. ParametersOf(paths)]))
            .Select(parts => parts.Item1 + parts.Item2 + parts.Item3);
    }

    private static IEnumerable<string> ParametersOf(IEnumerable<JsonProperty> paths) =>
        from path in paths
        from call in path.Value.EnumerateObject()
        where call.Value.TryGetProperty("parameters", out _)
        from parameter in call.Value.GetProperty("parameters").EnumerateArray()
        where parameter.GetProperty("in").GetString() == "query"
        select parameter.GetProperty("name").GetString();

    private static Gen<string> Path(string[] templates) =>
        Gen.Select(Gen.OneOf(templates), Id, (template, id) => Placeholder().Replace(template, id));

    private static Gen<string> Query(string[] names)
    {
        var any = Gen.OneOf([.. names, "x", "", "Limit", "limit[]"]);
        var pair = Gen.Select(any, Value, (name, value) => $"{name}={value}");
        return Gen.Frequency(
            (3, Gen.Const("")),
            (4, pair.Array[1, 4].Select(pairs => "?" + string.Join('&', pairs))),
            (1, AnyText.Line.Select(bytes => "?" + bytes.Replace(' ', '+'))));
    }

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Placeholder();
}
