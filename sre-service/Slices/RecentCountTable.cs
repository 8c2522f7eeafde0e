using System.Text.Json;
using System.Text.Json.Serialization;
using Dapper;
using Npgsql;
using SreService.Counting;

namespace SreService.Slices;

/// <summary>What the rounds of the last minutes counted, in the database.</summary>
internal static class RecentCountTable
{
    /// <returns>What was counted after that moment, of the rounds after that one; of all if null.</returns>
    public static async Task<IReadOnlyList<CountsAt>> SinceAsync(
        NpgsqlConnection connection, DateTimeOffset since, long? afterRound, CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync<Row>(new CommandDefinition(
            """
            select id, at, counts::text as counts from recent_counts
            where at > @since and (@afterRound is null or round > @afterRound)
            order by at, term, id
            """,
            new { since = since.UtcDateTime, afterRound }, cancellationToken: cancellationToken));
        return [.. rows.Select(row => row.ToCounts())];
    }

    /// <summary>Adds what is not there yet, and deletes what is too old.</summary>
    public static Task AddAsync(
        NpgsqlConnection connection, long term, long round, DateTimeOffset now, IReadOnlyList<CountsAt> recent,
        CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            delete from recent_counts where at <= @oldest;

            insert into recent_counts (term, id, at, round, counts)
            select @term, id, at, @round, counts::json from unnest(@ids, @times, @counts) as added (id, at, counts)
            on conflict do nothing;
            """,
            new
            {
                term,
                round,
                oldest = (now - RecentCounts.Recent).UtcDateTime,
                ids = recent.Select(counts => counts.Id).ToArray(),
                times = recent.Select(counts => counts.At.UtcDateTime).ToArray(),
                counts = recent.Select(Text).ToArray(),
            },
            cancellationToken: cancellationToken));

    private static string Text(CountsAt counts) => JsonSerializer.Serialize(
        [.. counts.Counts.Select(count => StoredCount.Of(count.Key, count.Histogram))],
        RecentCountsJson.Default.StoredCountArray);

    private sealed record Row(long Id, DateTime At, string Counts)
    {
        public CountsAt ToCounts() => new(
            Id, At,
            [.. JsonSerializer.Deserialize(Counts, RecentCountsJson.Default.StoredCountArray)!
                .Select(count => (count.Key, count.ToHistogram()))]);
    }
}

internal sealed record StoredCount(SeriesKey Key, long Count, long Microseconds, long[] Buckets)
{
    public static StoredCount Of(SeriesKey key, Histogram histogram) =>
        new(key, histogram.Count, histogram.Microseconds, [.. histogram.Buckets]);

    public Histogram ToHistogram() => new(Count, Microseconds, Buckets);
}

[JsonSerializable(typeof(StoredCount[]))]
internal sealed partial class RecentCountsJson : JsonSerializerContext;
