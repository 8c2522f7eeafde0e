using System.Globalization;
using System.Text;
using UsersService.Api;
using UsersService.Emails;
using UsersService.Names;

namespace UsersService.Listing;

/// <summary>
/// The parameter <c>q</c>: part of a name or email, the beginning of one of their words, or a whole email or id.
/// </summary>
internal sealed record Search(string Folded, string? EmailKey, long? Id)
{
    /// <summary>Code points.</summary>
    public const int MaxLength = 100;

    /// <summary>Whether it finds the beginning of words, instead of any part.</summary>
    public bool IsStart => Folded.EnumerateRunes().Count() <= WordStarts.MaxLength;

    public string Pattern
    {
        get
        {
            var literal = Folded.Replace(@"\", @"\\", StringComparison.Ordinal)
                .Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
            return IsStart ? $"% {literal} %" : $"%{literal}%";
        }
    }

    public static Search? Parse(string text)
    {
        if (text.EnumerateRunes().Count() > MaxLength || text.EnumerateRunes().Any(IsRefused))
        {
            return null;
        }

        var wanted = text.Trim();
        var folded = Folding.Fold(wanted);
        return folded.Length == 0
            ? null
            : new(folded, Email.Parse(wanted)?.Key, UserIdConstraint.IsId(wanted)
                ? long.Parse(wanted, NumberStyles.None, CultureInfo.InvariantCulture)
                : null);
    }

    /// <summary>A lone surrogate enumerates as U+FFFD.</summary>
    private static bool IsRefused(Rune rune) => Rune.IsControl(rune) || rune == Rune.ReplacementChar;
}
