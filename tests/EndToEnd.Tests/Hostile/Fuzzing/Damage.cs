using CsCheck;

namespace EndToEnd.Tests.Hostile.Fuzzing;

/// <summary>What happens to bytes on the way: some are lost, some are put in, some come twice.</summary>
internal static class Damage
{
    private static readonly Gen<(double Place, string Added, int Lost)[]> Any = Gen.Select(
            Gen.Double[0, 1],
            Gen.OneOf(
                AnyText.Bytes, Gen.OneOf("", "\r\n", "\n", "\0", "\"", "}", ":", "0\r\n\r\n", "GET / HTTP/1.1\r\n")),
            Gen.Int[0, 20])
        .Array[1, 3];

    public static Gen<string> To(Gen<string> whole) =>
        Gen.Select(whole, Any, (text, changes) => changes.Aggregate(text, Done));

    private static string Done(string text, (double Place, string Added, int Lost) change)
    {
        var start = (int)(change.Place * text.Length);
        return text[..start] + change.Added + text[Math.Min(start + change.Lost, text.Length)..];
    }
}
