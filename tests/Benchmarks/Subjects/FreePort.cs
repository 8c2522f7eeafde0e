using Local;

namespace Benchmarks.Subjects;

internal static class FreePort
{
    private static int _last = 20_000;

    /// <returns>A port that nobody listens on and that was not given before.</returns>
    public static int Next() => _last = Ports.FirstFree(_last + 1);
}
