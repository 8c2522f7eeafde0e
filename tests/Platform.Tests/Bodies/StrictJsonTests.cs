using System.Text;
using System.Text.Json;
using CsCheck;
using Platform.Bodies;

namespace Platform.Tests.Bodies;

public sealed class StrictJsonTests
{
    private static readonly byte[] Pieces = [
        .. "{}[]\":,\\ \n019-.eEtruefalsn/*ud8"u8, 0x00, 0x1F, 0x80, 0xC3, 0xA9, 0xED, 0xA0, 0xEF, 0xBB, 0xBF, 0xFF];

    private static readonly string[] Values =
        [
            "{", "}", "[", "]", ":", ",", "\"a\"", "\"\\u0061\"", "\"b\"", "\"\\ud800\"", "1", "-1.5e3", "null", "true",
            " ", "//c\n"];

    private static readonly Gen<byte[]> AnyBody = Gen.OneOf(
        Gen.Byte.Array[0, 40],
        One(Pieces).Array[0, 40],
        One(Values).Array[0, 14].Select(values => Encoding.UTF8.GetBytes(string.Concat(values))));

    [Fact]
    public void Members_are_read_with_their_types()
    {
        var members = StrictJson.Read(
            """{"a":"x\u00e9","b":-1.50,"c":null,"d":{"e":[1]},"f":[{}],"g":true}"""u8).Members!;

        Assert.Equal(new JsonMember(JsonTokenType.String, "x\u00e9"), members["a"]);
        Assert.Equal(new JsonMember(JsonTokenType.Number, "-1.50"), members["b"]);
        Assert.Equal(new JsonMember(JsonTokenType.Null, null), members["c"]);
        Assert.Equal(new JsonMember(JsonTokenType.StartObject, null), members["d"]);
        Assert.Equal(new JsonMember(JsonTokenType.StartArray, null), members["f"]);
        Assert.Equal(new JsonMember(JsonTokenType.True, null), members["g"]);
        Assert.Equal(6, members.Count);
    }

    [Theory]
    [InlineData("", "Malformed or incomplete at line 1, byte 1.")]
    [InlineData("{\"a\":\n 1", "Malformed or incomplete at line 2, byte 3.")]
    [InlineData("{\"a\":1,}", "Malformed or incomplete at line 1, byte 8.")]
    [InlineData("{\"a\":1} x", "Malformed or incomplete at line 1, byte 9.")]
    [InlineData("{\"a\":1}{}", "Malformed or incomplete at line 1, byte 8.")]
    [InlineData("{} // c", "Malformed or incomplete at line 1, byte 4.")]
    [InlineData("{\"a\":NaN}", "Malformed or incomplete at line 1, byte 6.")]
    [InlineData("{\"a\":01}", "Malformed or incomplete at line 1, byte 7.")]
    [InlineData("\ufeff{}", "Malformed or incomplete at line 1, byte 1.")]
    [InlineData("{\"a\":1,\"a\":2}", "Duplicate member at line 1, byte 8.")]
    [InlineData("{\"a\":1,\n\"\\u0061\":2}", "Duplicate member at line 2, byte 1.")]
    [InlineData("{\"x\":{\"a\":1,\"a\":2}}", "Duplicate member at line 1, byte 13.")]
    [InlineData("[[[[[[[[[]]]]]]]]]", "Nested deeper than 8 at line 1, byte 9.")]
    [InlineData("{\"a\":\"\\ud800\"}", "Invalid Unicode text at line 1, byte 6.")]
    [InlineData("{\"\\udc00\":1}", "Invalid Unicode text at line 1, byte 2.")]
    public void Invalid_json_is_refused_with_its_position(string body, string fault)
    {
        Assert.Equal(fault, StrictJson.Read(Encoding.UTF8.GetBytes(body)).Fault);
    }

    [Theory]
    [InlineData(new byte[] { (byte)'"', 0xFF, (byte)'"' })]
    [InlineData(new byte[] { (byte)'"', 0xED, 0xA0, 0x80, (byte)'"' })]
    [InlineData(new byte[] { (byte)'"', 0xC0, 0x80, (byte)'"' })]
    public void Invalid_utf8_is_refused(byte[] text)
    {
        Assert.StartsWith(
            "Invalid Unicode text", StrictJson.Read([.. "{\"a\":"u8, .. text, (byte)'}']).Fault,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "Invalid Unicode text", StrictJson.Read([.. "{"u8, .. text, .. ":1}"u8]).Fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Eight_levels_of_nesting_are_accepted() => Assert.Null(StrictJson.Read("[[[[[[[[1]]]]]]]]"u8).Fault);

    [Theory]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("7")]
    [InlineData("null")]
    public void Json_other_than_an_object_has_no_members(string body)
    {
        Assert.Equal(new StrictJsonResult(null, null), StrictJson.Read(Encoding.UTF8.GetBytes(body)));
    }

    [Fact]
    public void Reader_agrees_with_the_framework_on_any_bytes() =>
        AnyBody.Sample(body => StrictJson.Read(body).Fault is null == IsStrict(body), iter: 50_000);

    private static bool IsStrict(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(
                body, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            return AllText(json.RootElement);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static Gen<T> One<T>(T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    /// <summary>A JsonDocument accepts any bytes within quotes and fails only when they are read.</summary>
    private static bool AllText(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().All(
            member => member.Name is not null && AllText(member.Value)),
        JsonValueKind.Array => element.EnumerateArray().All(AllText),
        JsonValueKind.String => element.GetString() is not null,
        _ => true,
    };
}
