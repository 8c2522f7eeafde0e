using System.Globalization;
using Benchmarks.Subjects;

namespace Benchmarks.Load;

/// <summary>Load on a process, each round with new requests.</summary>
internal static class Traffic
{
    private const int PerRound = 50_000;

    /// <summary>Closed model: each client asks again as soon as it is answered.</summary>
    /// <param name="subject">Who is asked.</param>
    /// <param name="request">A request by its number, which is never the same again.</param>
    /// <param name="clients">How many at once.</param>
    public static Func<TimeSpan, CancellationToken, Task<LoadResult>> To(
        Subject subject, Func<long, string> request, int clients = Plan.Clients)
    {
        var last = Random.Shared.NextInt64(1L << 40) << 20;
        return (duration, cancellationToken) =>
        {
            var first = last;
            last += PerRound;
            var requests = Enumerable.Range(0, PerRound).Select(number => request(first + number));
            return Wrk.Program is not null
                ? Wrk.RunAsync(subject.Address, requests, clients, duration, cancellationToken)
                : new OwnClients(subject.Address, [.. requests], clients, null).RunAsync(duration, cancellationToken);
        };
    }

    /// <returns>Reads of one user each, any of so many.</returns>
    public static Func<long, string> RandomReads(int rows) => _ => HttpRequestText.Get(Target(rows));

    public static string Target(int rows) =>
        string.Create(CultureInfo.InvariantCulture, $"/api/users/{Random.Shared.Next(rows) + 1}");
}
