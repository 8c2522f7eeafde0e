namespace EndToEnd.Tests;

/// <summary>
/// Drills repeat failures for minutes. With the other tests they run in a short form, which asserts the same; in their
/// long form with <c>DRILLS=long</c>, as <c>tests/drills</c> sets it.
/// </summary>
internal static class Drills
{
    private static readonly bool AreLong = Environment.GetEnvironmentVariable("DRILLS") == "long";

    public static T Choose<T>(T whenShort, T whenLong) => AreLong ? whenLong : whenShort;
}
