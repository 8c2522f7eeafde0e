using Benchmarks.Load;
using Benchmarks.Subjects;

namespace Benchmarks.Contests;

/// <param name="Name">As it stands in the results.</param>
/// <param name="RunAsync">Puts it under load for so long.</param>
/// <param name="Subjects">Whose processor time that costs; the first is the contestant itself.</param>
internal sealed record Contestant(
    string Name, Func<TimeSpan, CancellationToken, Task<LoadResult>> RunAsync, params IReadOnlyList<Subject> Subjects);
