using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace UsersService.Names;

/// <summary>Full case folding (Unicode 16, section 3.13): equal for texts that differ in case only.</summary>
// From a table of its own: .NET folds no letter to several, and stored keys must not change with the ICU of a machine.
internal static class CaseFolding
{
    private static readonly FrozenDictionary<int, string> Folded = Read().ToFrozenDictionary();

    public static string Fold(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text.ToLowerInvariant();
        }

        var folded = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            Append(folded, rune);
        }

        return folded.ToString();
    }

    public static void Append(StringBuilder folded, Rune rune)
    {
        if (Folded.TryGetValue(rune.Value, out var letters))
        {
            folded.Append(letters);
        }
        else
        {
            Span<char> same = stackalloc char[2];
            folded.Append(same[..rune.EncodeToUtf16(same)]);
        }
    }

    /// <returns>The canonical caseless form (Unicode, D145), in NFC.</returns>
    public static string FoldNormalized(string text) => Fold(text.Normalize(NormalizationForm.FormD)).Normalize();

    private static IEnumerable<KeyValuePair<int, string>> Read()
    {
        using var table = new StreamReader(
            typeof(CaseFolding).Assembly.GetManifestResourceStream(typeof(CaseFolding), "CaseFolding.txt")!);
        while (table.ReadLine() is { } line)
        {
            if (!line.StartsWith('#'))
            {
                var separator = line.IndexOf(';', StringComparison.Ordinal);
                yield return new(CodePoint(line[..separator]), string.Concat(
                    line[(separator + 1)..].Split(' ').Select(letter => char.ConvertFromUtf32(CodePoint(letter)))));
            }
        }
    }

    private static int CodePoint(string text) => int.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
