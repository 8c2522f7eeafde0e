using System.Globalization;
using System.Text;

namespace UsersService.Emails;

/// <summary>A domain name of at least two labels, each ASCII or an internationalized label (IDNA 2008).</summary>
internal static class EmailDomain
{
    public const int MaxLabelLength = 63;

    private const string EncodedPrefix = "xn--";

    private static readonly IdnMapping Idn = new() { UseStd3AsciiRules = true };

    /// <returns>The lower-case name with A-labels; null when it is not a domain name.</returns>
    public static string? ToAscii(string domain)
    {
        var labels = domain.Split('.');
        if (labels.Length < 2 || labels[^1].EnumerateRunes().All(Rune.IsDigit))
        {
            return null;
        }

        for (var index = 0; index < labels.Length; index++)
        {
            if (LabelToAscii(labels[index].ToLowerInvariant()) is not { } ascii)
            {
                return null;
            }

            labels[index] = ascii;
        }

        return string.Join('.', labels);
    }

    private static string? LabelToAscii(string label) =>
        !Ascii.IsValid(label) ? EncodedLabel(label)
        : !IsHostLabel(label) ? null
        : label.StartsWith(EncodedPrefix, StringComparison.Ordinal) ? DecodesToItself(label)
        : label;

    private static bool IsHostLabel(string label) =>
        label is { Length: > 0 and <= MaxLabelLength } and not ['-', ..] and not [.., '-']
        && label.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-');

    private static string? DecodesToItself(string label) =>
        Mapped(Idn.GetUnicode, label) is { } unicode && !Ascii.IsValid(unicode) && EncodedLabel(unicode) == label
            ? label
            : null;

    // The mapping drops and replaces characters silently; a label that does not round-trip is refused.
    private static string? EncodedLabel(string label) =>
        label.EnumerateRunes().All(IsLetterDigitHyphen)
        && !Email.IsMark(Rune.GetRuneAt(label, 0))
        && label.IsNormalized(NormalizationForm.FormKC)
        && Mapped(Idn.GetAscii, label) is { } ascii && IsHostLabel(ascii)
        && Mapped(Idn.GetUnicode, ascii) == label
            ? ascii
            : null;

    private static bool IsLetterDigitHyphen(Rune rune) =>
        rune.Value == '-' || Email.IsMark(rune) || Rune.IsLetter(rune)
        || Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber;

    private static string? Mapped(Func<string, string> mapping, string label)
    {
        try
        {
            return mapping(label);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
