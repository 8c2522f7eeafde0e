using System.Globalization;
using System.Text;
using UsersService.Names;

namespace UsersService.Emails;

/// <summary>An email address (RFC 5321, 6531, 5890) without quoted local part, comment or address literal.</summary>
/// <param name="Address">As typed, in NFC.</param>
/// <param name="Key">The same for all spellings of one address, whatever the case and the form of the domain.</param>
internal sealed record Email(string Address, string Key)
{
    /// <summary>Octets in UTF-8.</summary>
    public const int MaxLocalLength = 64;

    /// <summary>Octets in UTF-8, with the domain as typed and with its A-labels.</summary>
    public const int MaxLength = 254;

    public static Email? Parse(string text)
    {
        if (!text.EnumerateRunes().All(IsAllowed))
        {
            return null;
        }

        // Not before: normalization throws on lone surrogates, and turns U+037E into an ASCII ';'.
        var address = text.Normalize();
        var at = address.IndexOf('@', StringComparison.Ordinal);
        if (at < 0 || !IsLocalPart(address.AsSpan(0, at)) || EmailDomain.ToAscii(address[(at + 1)..]) is not { } domain)
        {
            return null;
        }

        var local = address[..at];
        var fits = Encoding.UTF8.GetByteCount(local) <= MaxLocalLength
            && Encoding.UTF8.GetByteCount(address) <= MaxLength
            && Encoding.UTF8.GetByteCount(local) + 1 + domain.Length <= MaxLength;
        return fits ? new(address, $"{CaseFolding.FoldNormalized(local)}@{domain}") : null;
    }

    private static bool IsLocalPart(ReadOnlySpan<char> local)
    {
        var atStart = true;
        foreach (var rune in local.EnumerateRunes())
        {
            if (rune.Value == '.' ? atStart : !IsAtomText(rune) || (atStart && IsMark(rune)))
            {
                return false;
            }

            atStart = rune.Value == '.';
        }

        return !atStart;
    }

    private static bool IsAtomText(Rune rune) =>
        !rune.IsAscii || Rune.IsLetterOrDigit(rune)
        || "!#$%&'*+-/=?^_`{|}~".Contains((char)rune.Value, StringComparison.Ordinal);

    internal static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    /// <summary>Nothing invisible or unassigned. A lone surrogate enumerates as U+FFFD.</summary>
    private static bool IsAllowed(Rune rune) =>
        rune != Rune.ReplacementChar
        && Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
