using System.Diagnostics;
using Benchmarks.Load;
using Npgsql;

namespace Benchmarks.Rivals;

/// <summary>Reads users by random ids as fast as Npgsql can; <c>GET /run/3</c> does so for three seconds.</summary>
internal static class NpgsqlLoop
{
    public static WebApplication Build(WebApplicationBuilder builder, int rows)
    {
        var app = builder.Build();
        app.MapGet("/run/{seconds:int}", async (int seconds, NpgsqlDataSource source, CancellationToken token) =>
            (await RunAsync(source, rows, TimeSpan.FromSeconds(seconds), token)).ToString());
        return app;
    }

    private static async Task<LoadResult> RunAsync(
        NpgsqlDataSource source, int rows, TimeSpan duration, CancellationToken cancellationToken)
    {
        var latencies = new Latencies();
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Plan.Connections).Select(async _ =>
        {
            var durations = new List<TimeSpan>();
            for (var from = TimeSpan.Zero; from < duration; from = Stopwatch.GetElapsedTime(started))
            {
                await BareUser.FindAsync(Random.Shared.NextInt64(rows) + 1, source, cancellationToken);
                durations.Add(Stopwatch.GetElapsedTime(started) - from);
            }

            latencies.Add(durations);
        }));
        return latencies.Result(Stopwatch.GetElapsedTime(started), 0);
    }
}
