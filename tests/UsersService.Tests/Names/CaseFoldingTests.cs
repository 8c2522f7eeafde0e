using System.Globalization;
using System.Text;
using CsCheck;
using UsersService.Names;

namespace UsersService.Tests.Names;

public sealed class CaseFoldingTests
{
    [Theory]
    [InlineData("σοφός", "ΣΟΦΌΣ")]
    [InlineData("ſuper", "SUPER")]
    [InlineData("\u00b5", "\u039c")]
    [InlineData("straße", "STRASSE")]
    [InlineData("STRAẞE", "strasse")]
    [InlineData("ﬁn", "FIN")]
    [InlineData("ᾳ", "ΑΙ")]
    [InlineData("\u03b1\u0345\u0301", "\u0386\u0399")]
    [InlineData("\u212a\u212b", "kå")]
    [InlineData("\u13a0", "\uab70")]
    [InlineData("\U00010400", "\U00010428")]
    public void Spellings_that_differ_in_case_only_are_equal(string one, string other) =>
        Assert.Equal(CaseFolding.FoldNormalized(one), CaseFolding.FoldNormalized(other));

    [Theory]
    [InlineData("ı", "i")]
    [InlineData("é", "e")]
    [InlineData("ᾳ", "α")]
    public void Different_letters_differ(string one, string other) =>
        Assert.NotEqual(CaseFolding.FoldNormalized(one), CaseFolding.FoldNormalized(other));

    [Fact]
    public void Table_knows_every_letter_with_a_case()
    {
        for (var codePoint = 1; codePoint <= 0x10FFFF; codePoint++)
        {
            if (Rune.TryCreate(codePoint, out var letter) && codePoint is not (0x130 or 0x131))
            {
                var folded = Fold(letter);
                Assert.Equal(folded, Fold(Rune.ToLowerInvariant(letter)));
                Assert.Equal(folded, Fold(Rune.ToUpperInvariant(letter)));
            }
        }
    }

    [Fact]
    public void Folded_text_is_folded_and_normalized() =>
        Gen.Int[1, 0x10FFFF].Where(IsAssigned).Array[0, 8].Sample(
            codePoints =>
            {
                var folded = CaseFolding.FoldNormalized(string.Concat(codePoints.Select(char.ConvertFromUtf32)));
                return CaseFolding.FoldNormalized(folded) == folded && folded.IsNormalized();
            },
            iter: 100_000);

    private static bool IsAssigned(int codePoint) => Rune.TryCreate(codePoint, out var rune)
        && Rune.GetUnicodeCategory(rune) != UnicodeCategory.OtherNotAssigned;

    /// <summary>With a letter outside ASCII, for which the table is read.</summary>
    private static string Fold(Rune letter) => CaseFolding.Fold($"é{letter}");
}
