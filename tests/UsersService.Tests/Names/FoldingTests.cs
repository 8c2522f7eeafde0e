using UsersService.Names;

namespace UsersService.Tests.Names;

public sealed class FoldingTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("ANGSTROM", "angstrom")]
    [InlineData("Ångström", "angstrom")]
    [InlineData("A\u030angstro\u0308m", "angstrom")]
    [InlineData("\uff21\uff22", "ab")]
    [InlineData("\ufb01n", "fin")]
    [InlineData("Straße", "strasse")]
    [InlineData("Æsir", "aesir")]
    [InlineData("Œuvre", "oeuvre")]
    [InlineData("Øre", "ore")]
    [InlineData("Łódź", "lodz")]
    [InlineData("Đorđe", "dorde")]
    [InlineData("Þórður", "thordur")]
    [InlineData("Ħal", "hal")]
    [InlineData("Kılıç", "kilic")]
    [InlineData("İstanbul", "istanbul")]
    [InlineData("Ŋŧ", "nt")]
    [InlineData("Σίσυφος", "σισυφοσ")]
    [InlineData("王小明", "王小明")]
    [InlineData("\u0915\u093e", "\u0915\u093e")]
    public void Case_accents_and_width_are_removed(string text, string folded) =>
        Assert.Equal(folded, Folding.Fold(text));
}
