using System.Globalization;
using System.Text;
using UsersService.Api;
using UsersService.Emails;
using UsersService.Names;

namespace UsersService.Listing;

/// <summary>
/// What <c>q</c> finds: from three letters a part of a name or email, below that the beginning of one; besides, the
/// user whose email or id it is as a whole.
/// </summary>
/// <param name="Folded">Without case and accents.</param>
/// <param name="EmailKey">Null when it is no email.</param>
/// <param name="Id">Null when it is no id.</param>
internal sealed record Search(string Folded, string? EmailKey, long? Id)
{
    /// <summary>Code points.</summary>
    public const int MaxLength = 100;

    private const int SubstringLength = 3;

    public bool IsPrefix => Folded.Length < SubstringLength;

    /// <summary>For <c>like</c>, in which the text's own wildcards are plain characters.</summary>
    public string Pattern
    {
        get
        {
            var literal = Folded.Replace(@"\", @"\\", StringComparison.Ordinal)
                .Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal);
            return IsPrefix ? $"{literal}%" : $"%{literal}%";
        }
    }

    /// <returns>Null when the text is too long, has control characters or nothing that could be found.</returns>
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
