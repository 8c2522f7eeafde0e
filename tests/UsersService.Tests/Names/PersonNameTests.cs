using System.Text;
using CsCheck;
using UsersService.Names;

namespace UsersService.Tests.Names;

public sealed class PersonNameTests
{
    private const string Interesting =
        "aZ \t\0\n\u00a0\u00ad\u0301\u0308\u0430\u05d0\u0915\u094d\u1160"
        + "\u200b\u200c\u200d\u2028\u202e\u2066\u2800\u3164\ue000\ufdd0\ufffd\uffff\ud83d\udc69\udb40\udc41\ud800";

    private static readonly Gen<string> AnyText = Gen.OneOf(
        Gen.String, Gen.Char[Interesting].Array[0, 30].Select(letters => new string(letters)));

    [Theory]
    [InlineData("Ada Lovelace")]
    [InlineData("X")]
    [InlineData("O\u2019Neil-Smith, Jr.")]
    [InlineData("\u674e\u5c0f\u9f99")]
    [InlineData("\u0646\u0627\u0645\u0647\u200c\u0627\u06cc")]
    [InlineData("\u0915\u094d\u200d\u0937")]
    [InlineData("\ud83d\udc69\u200d\ud83d\udcbb")]
    [InlineData("\u2764\ufe0f\u200d\ud83d\udd25")]
    [InlineData("<b>'; drop table users;--")]
    public void Names_of_any_script_are_accepted(string name)
    {
        Assert.Equal(name.Normalize(), PersonName.Parse(name, out _));
    }

    [Theory]
    [InlineData("a\0b", "U+0000 at position 2.")]
    [InlineData("a\tb", "U+0009 at position 2.")]
    [InlineData("a\u0085b", "U+0085 at position 2.")]
    [InlineData("ab\u2028c", "U+2028 at position 3.")]
    [InlineData("a\u202eb", "U+202E at position 2.")]
    [InlineData("a\u2066b", "U+2066 at position 2.")]
    [InlineData("a\u200bb", "U+200B at position 2.")]
    [InlineData("a\ufeffb", "U+FEFF at position 2.")]
    [InlineData("a\u00adb", "U+00AD at position 2.")]
    [InlineData("\u200dab", "U+200D at position 1.")]
    [InlineData("ab\u200d", "U+200D at position 3.")]
    [InlineData("a \u200db", "U+200D at position 3.")]
    [InlineData("\ud83d\udc69\udb40\udc41", "U+E0041 at position 2.")]
    [InlineData("a\ue000", "U+E000 at position 2.")]
    [InlineData("a\uffff", "U+FFFF at position 2.")]
    [InlineData("a\ufdd0", "U+FDD0 at position 2.")]
    [InlineData("a\u0378", "U+0378 at position 2.")]
    [InlineData("a\ufffd", "U+FFFD at position 2.")]
    [InlineData("  a\u0001", "U+0001 at position 4.")]
    [InlineData("x\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301", "U+0301 at position 10.")]
    public void Invisible_or_confusing_character_is_refused_with_its_position(string name, string place)
    {
        Assert.Null(PersonName.Parse(name, out var errors));
        Assert.Equal(["Contains characters that are not allowed.", place], errors);
    }

    [Fact]
    public void Lone_surrogate_is_refused_with_its_position()
    {
        Assert.Null(PersonName.Parse("a" + (char)0xD800, out var errors));
        Assert.Equal(["Contains characters that are not allowed.", "U+D800 at position 2."], errors);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t\u00a0\u3000\u2028")]
    [InlineData("\u3164")]
    [InlineData("\u2800 \u1160")]
    [InlineData("\u0301")]
    public void Invisible_name_is_blank(string name)
    {
        Assert.Null(PersonName.Parse(name, out var errors));
        Assert.Equal(["Invalid value."], errors);
    }

    [Fact]
    public void Length_is_counted_in_code_points()
    {
        Assert.NotNull(PersonName.Parse(string.Concat(Enumerable.Repeat("\ud83d\ude00", 100)), out _));
        Assert.NotNull(PersonName.Parse(string.Concat(Enumerable.Repeat("e\u0301", 100)), out _));
        Assert.Null(PersonName.Parse(new string('a', 101), out var errors));
        Assert.Equal(["Longer than maximum length 100."], errors);
    }

    [Fact]
    public void White_space_around_a_name_is_removed() =>
        Assert.Equal("a b", PersonName.Parse("\n\u3000 a b\u00a0", out _));

    [Fact]
    public void Any_text_gives_a_name_or_an_error() =>
        AnyText.Sample(text => PersonName.Parse(text, out var errors) is null == errors.Count > 0, iter: 20_000);

    [Fact]
    public void Accepted_name_is_accepted_again_unchanged() =>
        AnyText.Sample(
            text => PersonName.Parse(text, out _) is not { } name || PersonName.Parse(name, out _) == name,
            iter: 20_000);

    [Fact]
    public void Accepted_name_fits_its_column() =>
        AnyText.Sample(
            text => PersonName.Parse(text, out _) is not { } name
                || (name.EnumerateRunes().Count() is >= 1 and <= PersonName.MaxLength
                    && Encoding.UTF8.GetByteCount(name) <= 400 && !name.Contains('\0', StringComparison.Ordinal)),
            iter: 20_000);
}
