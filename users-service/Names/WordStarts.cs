using System.Text;

namespace UsersService.Names;

/// <summary>
/// What a search of one or two letters finds: the first letter and the first two letters of every word.
/// </summary>
// In scripts without spaces between words, and in Hangul, a word may begin with any letter.
internal static class WordStarts
{
    /// <summary>Letters of the longest start.</summary>
    public const int MaxLength = 2;

    private static readonly (int First, int Last)[] WithoutSpaces =
    [
        (0x0E00, 0x0FFF), // Thai, Lao, Tibetan
        (0x1000, 0x109F), // Myanmar
        (0x1100, 0x11FF), // Hangul
        (0x1780, 0x17FF), // Khmer
        (0x3005, 0x31FF), // Kana, Bopomofo
        (0x3400, 0x9FFF), // Han
        (0xA9E0, 0xA9FF), // Myanmar
        (0xAA60, 0xAA7F), // Myanmar
        (0xF900, 0xFAFF), // Han
        (0x20000, 0x3FFFF), // Han
    ];

    /// <param name="folded">See <see cref="Folding"/>.</param>
    /// <returns>Each start once, separated by spaces; a space when there is none.</returns>
    public static string Of(string folded)
    {
        var starts = new HashSet<string>();
        Rune[] letters = [.. folded.EnumerateRunes()];
        for (var index = 0; index < letters.Length; index++)
        {
            if (!Rune.IsWhiteSpace(letters[index]) && (index == 0 || IsStart(letters[index - 1], letters[index])))
            {
                starts.Add($"{letters[index]}");
                if (index + 1 < letters.Length && !Rune.IsWhiteSpace(letters[index + 1]))
                {
                    starts.Add($"{letters[index]}{letters[index + 1]}");
                }
            }
        }

        return starts.Count == 0 ? " " : string.Join(' ', starts);
    }

    private static bool IsStart(Rune before, Rune letter) =>
        Rune.IsWhiteSpace(before)
        || (Rune.IsLetterOrDigit(letter)
            && (!Rune.IsLetterOrDigit(before) || WithoutSpaces.Any(
                script => letter.Value >= script.First && letter.Value <= script.Last)));
}
