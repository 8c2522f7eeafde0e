using System.Globalization;
using System.Text;

namespace UsersService.Names;

/// <summary>A name in any script, in NFC, without characters that are invisible or reorder other text.</summary>
internal static class PersonName
{
    /// <summary>Code points.</summary>
    public const int MaxLength = 100;

    public const int MaxMarksInARow = 8;

    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    public static string? Parse(string text, out IReadOnlyList<string> errors)
    {
        var trimmed = text.Trim();
        if (FirstRefused(trimmed) is { } refused)
        {
            var before = text.Length - text.TrimStart().Length;
            errors = NotAllowed(refused, CodePoints(text[..before]));
            return null;
        }

        // Composition can create characters that were not there before, so the result is checked again.
        var name = trimmed.Normalize();
        errors = !HasVisible(name) ? ["Invalid value."]
            : CodePoints(name) > MaxLength ? [$"Longer than maximum length {MaxLength}."]
            : FirstRefused(name) is { } composed ? NotAllowed(composed, 0)
            : [];
        return errors.Count == 0 ? name : null;
    }

    private static IReadOnlyList<string> NotAllowed((int CodePoint, int Position) refused, int before) =>
    [
        "Contains characters that are not allowed.",
        string.Create(
            CultureInfo.InvariantCulture, $"U+{refused.CodePoint:X4} at position {before + refused.Position}."),
    ];

    /// <returns>The first code point that is not allowed where it is, and its position from 1.</returns>
    private static (int CodePoint, int Position)? FirstRefused(string text)
    {
        var (position, marks, previous) = (0, 0, 0);
        for (var index = 0; index < text.Length; index += previous > char.MaxValue ? 2 : 1)
        {
            var current = CodePointAt(text, index);
            var category = CharUnicodeInfo.GetUnicodeCategory(current);
            // A joiner does not end a run of marks, or the run could be of any length.
            marks = IsMark(category) ? marks + 1 : category == UnicodeCategory.Format ? marks : 0;
            position++;
            if (marks > MaxMarksInARow || (IsRefused(current, category) && !IsJoinerInWord(text, index, previous)))
            {
                return (current, position);
            }

            previous = current;
        }

        return null;
    }

    private static bool IsRefused(int codePoint, UnicodeCategory category) =>
        codePoint == Rune.ReplacementChar.Value
        || category is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    /// <summary>Persian, Indic scripts and composed emoji need joiners between letters or symbols.</summary>
    private static bool IsJoinerInWord(string text, int index, int previous) =>
        text[index] is (char)ZeroWidthJoiner or (char)ZeroWidthNonJoiner
        && index > 0 && IsJoinable(previous)
        && index + 1 < text.Length && IsJoinable(CodePointAt(text, index + 1));

    private static bool IsJoinable(int codePoint)
    {
        var category = CharUnicodeInfo.GetUnicodeCategory(codePoint);
        return category <= UnicodeCategory.OtherLetter || IsMark(category)
            || category is UnicodeCategory.OtherSymbol or UnicodeCategory.ModifierSymbol;
    }

    private static bool IsMark(UnicodeCategory category) => category is UnicodeCategory.NonSpacingMark
        or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    private static bool HasVisible(string text) => text.EnumerateRunes().Any(rune =>
        !IsMark(Rune.GetUnicodeCategory(rune)) && !Rune.IsWhiteSpace(rune)
        && Rune.GetUnicodeCategory(rune) is not UnicodeCategory.Format && !LooksBlank(rune.Value));

    /// <summary>Hangul fillers and the empty Braille pattern: letters by category, but invisible.</summary>
    private static bool LooksBlank(int codePoint) => codePoint is 0x115F or 0x1160 or 0x3164 or 0xFFA0 or 0x2800;

    private static int CodePoints(string text) => text.EnumerateRunes().Count();

    /// <returns>A lone surrogate unchanged, where a rune would replace it.</returns>
    private static int CodePointAt(string text, int index) =>
        char.IsSurrogatePair(text, index) ? char.ConvertToUtf32(text, index) : text[index];
}
