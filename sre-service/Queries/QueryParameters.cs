using System.Globalization;
using Platform.Problems;
using Platform.Timing;
using SreService.Database;

namespace SreService.Queries;

/// <summary>Parses query parameters; each problem is added to the <see cref="ValidationErrors"/>.</summary>
internal static class QueryParameters
{
    extension(ValidationErrors errors)
    {
        /// <param name="from">
        /// The parameter <c>from</c>, RFC 3339; <paramref name="usual"/> before the end if null.
        /// </param>
        /// <param name="until">The parameter <c>until</c>, RFC 3339; <paramref name="now"/> if null.</param>
        public (DateTimeOffset From, DateTimeOffset Until) Interval(
            string? from, string? until, TimeSpan usual, DateTimeOffset now)
        {
            var end = Time(until, now) ?? errors.Add(nameof(until), Rfc3339.Problem, now);
            var start = Time(from, end - usual);
            return (start <= end ? start.Value : errors.Add(nameof(from), "Must be a time before the end.", end), end);
        }

        /// <summary>Refuses text that the database cannot store and so cannot find.</summary>
        public void Text(string parameter, string? value)
        {
            if (PostgresText.IsInvalid(value))
            {
                errors.Add(parameter, PostgresText.Problem);
            }
        }

        /// <returns>Null if the value is null, or is not one of the names in lower case.</returns>
        public T? OneOf<T>(string parameter, string? value)
            where T : struct, Enum
        {
            var names = Enum.GetNames<T>().Select(name => name.ToLowerInvariant());
            return value is null ? null
                : names.Contains(value) ? Enum.Parse<T>(value, ignoreCase: true)
                : errors.Add(parameter, $"Must be one of {string.Join(", ", names)}.", default(T?));
        }

        public long Number(string parameter, string? value, long least, long most, long absent) =>
            value is null ? absent
            : long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                && number >= least && number <= most ? number
            : errors.Add(parameter, $"Must be a number from {least} to {most}.", absent);
    }

    /// <param name="text">RFC 3339.</param>
    /// <returns><paramref name="absent"/> if the text is null; null if it is not a time.</returns>
    public static DateTimeOffset? Time(string? text, DateTimeOffset absent) =>
        text is null ? absent
        : Rfc3339.Parse(text) is { Year: > 2000 and < 9000 } time ? time
        : null;
}
