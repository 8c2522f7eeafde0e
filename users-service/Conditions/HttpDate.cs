using System.Globalization;
using Microsoft.Extensions.Primitives;
using Platform.Problems;

namespace UsersService.Conditions;

/// <summary>A date in a header (RFC 9110, section 5.6.7), in its present form and the two obsolete ones.</summary>
internal static class HttpDate
{
    private static readonly string[] Forms =
        ["r", "dddd, dd-MMM-yy HH:mm:ss 'GMT'", "ddd MMM d HH:mm:ss yyyy", "ddd MMM  d HH:mm:ss yyyy"];

    /// <returns>
    /// The second after the date, because dates in headers have no fractions; null when the header is absent or wrong.
    /// </returns>
    public static DateTime? SecondAfter(string header, StringValues values, ValidationErrors errors) =>
        values.Count == 0 ? null
            : DateTime.TryParseExact(
                values.ToString(), Forms, CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var date)
                && date <= DateTime.MaxValue.AddSeconds(-1)
                ? date.AddSeconds(1)
                : errors.Add<DateTime?>(header, "Not an HTTP date.", null);
}
