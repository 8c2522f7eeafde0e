namespace EndToEnd.Tests;

/// <summary>
/// Drills have a short form, which <c>.ci/run</c> runs, and a long one with <c>DRILLS=long</c>, as <c>tests/drills</c>
/// sets it. Both assert the same.
/// </summary>
internal static class Drills
{
    private static readonly bool AreLong = Environment.GetEnvironmentVariable("DRILLS") == "long";

    public static T Choose<T>(T whenShort, T whenLong) => AreLong ? whenLong : whenShort;
}
