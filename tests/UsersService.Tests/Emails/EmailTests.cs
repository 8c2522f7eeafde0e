using System.Text;
using System.Text.Json;
using CsCheck;
using UsersService.Emails;

namespace UsersService.Tests.Emails;

public sealed class EmailTests
{
    private const string Interesting =
        "aZ0.@-_+ \"<>\\\0\t\u00a0\u00e9\u0301\u0130\u0131\u00df\u03c2\u037e\u200b\u200d\u202e"
        + "\u3002\uff20\uff0e\ud83d\udca9\ud800\ufffd";

    private static readonly Gen<string> AnyText = Gen.OneOf(
        Gen.String,
        Gen.Char[Interesting].Array[0, 40].Select(letters => new string(letters)),
        Gen.Select(Gen.Char[Interesting].Array[1, 8], Gen.Char[Interesting].Array[1, 8],
            (local, domain) => $"{new string(local)}@{new string(domain)}.example"));

    public static TheoryData<string, string, bool> Collected()
    {
        using var json = JsonDocument.Parse(File.ReadAllText("Data/email-addresses.json"));
        var rows = new TheoryData<string, string, bool>();
        foreach (var entry in json.RootElement.EnumerateArray())
        {
            // In Base64 of UTF-16, because .NET refuses lone surrogates in JSON strings.
            rows.Add(
                entry.GetProperty("id").GetString()!, Encoded(entry.GetProperty("address")),
                entry.GetProperty("valid").GetBoolean());
        }

        return rows;
    }

    [Theory]
    [MemberData(nameof(Collected))]
    public void Collected_address_gets_its_verdict(string id, string address, bool valid)
    {
        Assert.True((Email.Parse(Decoded(address)) is not null) == valid, id);
    }

    [Theory]
    [InlineData("John.Doe@Example.COM", "john.doe@example.com")]
    [InlineData("a@B\u00dcCHER.example", "a@xn--bcher-kva.example")]
    [InlineData("a@XN--BCHER-KVA.example", "a@xn--bcher-kva.example")]
    [InlineData("STRASSE@stra\u00dfe.example", "strasse@xn--strae-oqa.example")]
    [InlineData("JOSE\u0301@example.com", "jos\u00e9@example.com")]
    public void Spellings_of_one_address_have_one_key(string address, string key)
    {
        Assert.Equal(key, Email.Parse(address)?.Key);
    }

    [Theory]
    [InlineData("a@\u0301b.example")]
    [InlineData("\u0301a@b.example")]
    [InlineData("a.\u0301b@b.example")]
    [InlineData("a@xn--.example")]
    [InlineData("a@xn--a.example")]
    [InlineData("a@xn--bcher-kva\u00fc.example")]
    [InlineData("a@xn--strae-.example")]
    [InlineData("a@\u00e9-.example")]
    [InlineData("a@\u0130.example")]
    [InlineData("a@b\u3002example")]
    [InlineData("a@b.\u0661\u0662")]
    [InlineData("a@b.0")]
    [InlineData("a\ufffd@b.example")]
    public void Label_that_idna_mapping_would_change_is_refused(string address)
    {
        Assert.Null(Email.Parse(address));
    }

    [Fact]
    public void Address_is_kept_as_typed_in_nfc()
    {
        Assert.Equal("Jos\u00e9@B\u00fccher.example", Email.Parse("Jose\u0301@Bu\u0308cher.example")?.Address);
    }

    [Fact]
    public void Any_text_is_parsed_without_exception() =>
        AnyText.Sample(text => Email.Parse(text) is null or { Key.Length: > 0 }, iter: 20_000);

    [Fact]
    public void Accepted_address_is_accepted_again_unchanged() =>
        AnyText.Sample(
            text => Email.Parse(text) is not { } email || Email.Parse(email.Address) == email, iter: 20_000);

    [Fact]
    public void Key_ignores_case()
    {
        var label = Gen.Char["abcXYZ019"].Array[1, 10].Select(letters => new string(letters));

        Gen.Select(label, label).Sample((local, domain) =>
        {
            var address = $"{local}@{domain}.example";
            return Email.Parse(
                address.ToUpperInvariant())?.Key == Email.Parse(address)?.Key && Email.Parse(address) is not null;
        });
    }

    [Fact]
    public void Accepted_address_is_within_the_limits() =>
        AnyText.Sample(
            text => Email.Parse(text) is not { } email
                || (Encoding.UTF8.GetByteCount(email.Address) <= Email.MaxLength
                    && Ascii.IsValid(email.Key.Split('@')[1])),
            iter: 20_000);

    private static string Encoded(JsonElement text)
    {
        var raw = text.GetRawText();
        try
        {
            return Convert.ToBase64String(Encoding.Unicode.GetBytes(text.GetString()!));
        }
        catch (InvalidOperationException)
        {
            return Convert.ToBase64String(
                [.. Encoding.Unicode.GetBytes("a"), 0x00, 0xD8, .. Encoding.Unicode.GetBytes(raw[8..^1])]);
        }
    }

    private static string Decoded(string base64) =>
        new([.. Convert.FromBase64String(base64).Chunk(2).Select(unit => (char)(unit[0] | (unit[1] << 8)))]);
}
