using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace UsersService.Names;

// Text is searched and sorted without case, accents and width: compatibility decomposition (NFKD), nonspacing marks
// removed, case folded, and the Latin letters that Unicode does not decompose written out.
internal static class Folding
{
    private static readonly FrozenDictionary<char, string> Letters = new Dictionary<char, string>
    {
        ['æ'] = "ae",
        ['œ'] = "oe",
        ['ø'] = "o",
        ['ł'] = "l",
        ['đ'] = "d",
        ['ð'] = "d",
        ['þ'] = "th",
        ['ħ'] = "h",
        ['ı'] = "i",
        ['ŋ'] = "n",
        ['ŧ'] = "t",
    }.ToFrozenDictionary();

    public static string Fold(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text.ToLowerInvariant();
        }

        var letters = string.Concat(text.Normalize(NormalizationForm.FormKD).EnumerateRunes().Where(IsNoMark));
        return string.Concat(CaseFolding.Fold(letters).Select(Written));
    }

    private static string Written(char letter) => Letters.GetValueOrDefault(letter) ?? letter.ToString();

    private static bool IsNoMark(Rune rune) => Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark;
}
