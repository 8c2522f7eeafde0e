using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace UsersService.Names;

// Text is searched and sorted without case, accents and width: compatibility decomposition (NFKD), nonspacing marks
// removed, lower case, and the Latin letters that Unicode does not decompose written out.
internal static class Folding
{
    private static readonly FrozenDictionary<char, string> Letters = new Dictionary<char, string>
    {
        ['ß'] = "ss",
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
        ['ς'] = "σ",
    }.ToFrozenDictionary();

    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var letter in text.Normalize(NormalizationForm.FormKD).ToLowerInvariant())
        {
            if (Letters.TryGetValue(letter, out var written))
            {
                folded.Append(written);
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark)
            {
                folded.Append(letter);
            }
        }

        return folded.ToString();
    }
}
