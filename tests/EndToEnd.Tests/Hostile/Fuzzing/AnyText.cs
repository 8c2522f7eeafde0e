using System.Text;
using CsCheck;

namespace EndToEnd.Tests.Hostile.Fuzzing;

/// <summary>Text that a client may send: the sender's mark, known trouble, any Unicode, any bytes.</summary>
internal static class AnyText
{
    private static readonly string[] Trouble =
    [
        "", "0", "-1", "1e999", "%00", "\0", "\ud83d\ude00", "\u202e", "' or 1=1 --", "{{7*7}}", "${7*7}", "*", "\"",
        "\\", "%", "_", "null", "true", "[]", "../..", "<script>", "9223372036854775808", "\u0130", "\u00df", "a\u0301",
        "2026-02-30",
    ];

    public static Gen<string> Text { get; } = Gen.Frequency(
        (3, Gen.Const("{me}")),
        (3, Gen.OneOf(Trouble)),
        (2, Gen.String[0, 20].Select(text => string.Concat(text.EnumerateRunes()))),
        (1, Gen.Select(
            Gen.OneOf(Trouble), Gen.Int[1, 200], (text, times) => string.Concat(Enumerable.Repeat(text, times)))));

    /// <summary>Bytes as Latin-1.</summary>
    public static Gen<string> Bytes { get; } =
        Gen.Char['\u0000', '\u00ff'].Array[0, 60].Select(letters => new string(letters));

    /// <summary>Bytes that do not end the line they stand on.</summary>
    public static Gen<string> Line { get; } =
        Bytes.Select(bytes => bytes.Replace('\n', ' ').Replace('\r', ' ').TrimStart());

    /// <returns>The text in UTF-8, its bytes as Latin-1.</returns>
    public static string OnTheWire(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));

    public static string Escaped(string text) =>
        Uri.EscapeDataString(text).Replace("%7Bme%7D", "{me}", StringComparison.Ordinal);
}
