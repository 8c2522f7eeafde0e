using System.Buffers;
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

    /// <summary>A letter adds itself, itself with the next one, and two spaces; both may be surrogate pairs.</summary>
    private const int MaxAdded = 8;

    /// <param name="folded">See <see cref="Folding"/>.</param>
    /// <returns>Each start once, separated by spaces; a space when there is none.</returns>
    public static string Of(string folded)
    {
        var buffer = ArrayPool<char>.Shared.Rent(1 + (MaxAdded * folded.Length));
        buffer[0] = ' ';
        var length = 1;
        var before = new Rune(' ');
        for (var rest = folded.AsSpan(); !rest.IsEmpty;)
        {
            Rune.DecodeFromUtf16(rest, out var letter, out var one);
            if (!Rune.IsWhiteSpace(letter) && IsStart(before, letter))
            {
                length = Add(rest[..one], buffer, length);
                Rune.DecodeFromUtf16(rest[one..], out var second, out var two);
                if (two > 0 && !Rune.IsWhiteSpace(second))
                {
                    length = Add(rest[..(one + two)], buffer, length);
                }
            }

            before = letter;
            rest = rest[one..];
        }

        var starts = length == 1 ? " " : new string(buffer.AsSpan(1, length - 2));
        ArrayPool<char>.Shared.Return(buffer);
        return starts;
    }

    /// <param name="buffer">Has a space before and after each start.</param>
    private static int Add(ReadOnlySpan<char> start, char[] buffer, int length)
    {
        start.CopyTo(buffer.AsSpan(length));
        var end = length + start.Length;
        buffer[end] = ' ';
        var isKnown = buffer.AsSpan(0, length).IndexOf(buffer.AsSpan((length - 1)..(end + 1))) >= 0;
        return isKnown ? length : end + 1;
    }

    private static bool IsStart(Rune before, Rune letter) =>
        Rune.IsWhiteSpace(before)
        || (Rune.IsLetterOrDigit(letter) && (!Rune.IsLetterOrDigit(before) || IsWithoutSpaces(letter)));

    private static bool IsWithoutSpaces(Rune letter)
    {
        foreach (var (first, last) in WithoutSpaces)
        {
            if (letter.Value >= first && letter.Value <= last)
            {
                return true;
            }
        }

        return false;
    }
}
