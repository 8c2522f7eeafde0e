using System.Globalization;

namespace UsersService.Paging;

internal static class PageLimit
{
    public const string Name = "limit";
    public const int Max = 1000;

    public static string Invalid { get; } = $"Must be a whole number from 1 to {Max}.";

    /// <remarks>The framework's own parser takes NUL characters behind the digits.</remarks>
    public static int? Parse(string text) =>
        text.All(char.IsAsciiDigit)
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number is >= 1 and <= Max
            ? number
            : null;
}
