using System.Buffers;
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

    private static readonly SearchValues<char> NotDecomposed = SearchValues.Create([.. Letters.Keys]);

    public static string Fold(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text.ToLowerInvariant();
        }

        var letters = new StringBuilder(text.Length);
        foreach (var rune in text.Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (IsNoMark(rune))
            {
                CaseFolding.Append(letters, rune);
            }
        }

        return Written(letters.ToString());
    }

    private static string Written(string letters)
    {
        if (!letters.AsSpan().ContainsAny(NotDecomposed))
        {
            return letters;
        }

        var written = new StringBuilder(letters.Length);
        foreach (var letter in letters)
        {
            _ = Letters.TryGetValue(letter, out var others) ? written.Append(others) : written.Append(letter);
        }

        return written.ToString();
    }

    private static bool IsNoMark(Rune rune) => Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark;
}
