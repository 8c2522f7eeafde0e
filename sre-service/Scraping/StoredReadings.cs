using System.Text.Json;
using System.Text.Json.Serialization;
using Dapper;
using Npgsql;
using SreService.Counting;

namespace SreService.Scraping;

/// <summary>The last readings as rows, and the first of each minute beside them.</summary>
internal static class StoredReadings
{
    public static async Task<IReadOnlyList<LastReading>> AllAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var readings = await connection.QueryAsync<ReadingRow>(new CommandDefinition(
            "select service, instance, started_at, address, read_at, counters, counted_from_start from readings",
            cancellationToken: cancellationToken));
        return [.. readings.Select(row => row.ToReading())];
    }

    public static Task<int> ReplaceAsync(
        NpgsqlConnection connection, IReadOnlyList<LastReading> readings, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            with rows as materialized (
                select service, instance, started_at, address, read_at, counters::jsonb as counters, counted_from_start
                from unnest(@services, @instances, @starts, @addresses, @times, @counters, @fromStart)
                    as rows (service, instance, started_at, address, read_at, counters, counted_from_start)),
            first_of_minute as (
                insert into snapshots (service, instance, started_at, minute, read_at, counters)
                select service, instance, started_at, date_trunc('minute', read_at, 'UTC'), read_at, counters from rows
                on conflict do nothing)
            insert into readings (service, instance, started_at, address, read_at, counters, counted_from_start)
            select service, instance, started_at, address, read_at, counters, counted_from_start from rows
            on conflict (service, instance, started_at)
            do update set address = excluded.address, read_at = excluded.read_at, counters = excluded.counters
            """,
            new
            {
                services = readings.Select(reading => reading.Process.Service).ToArray(),
                instances = readings.Select(reading => reading.Process.Instance).ToArray(),
                starts = readings.Select(reading => reading.Process.StartedAt.UtcDateTime).ToArray(),
                addresses = readings.Select(reading => reading.Place).ToArray(),
                times = readings.Select(reading => reading.At.UtcDateTime).ToArray(),
                counters = readings.Select(reading => CountersText.Of(reading.Counters)).ToArray(),
                fromStart = readings.Select(reading => reading.CountedFromStart).ToArray(),
            },
            cancellationToken: cancellationToken));

    private sealed record ReadingRow(
        string Service, string Instance, DateTime StartedAt, string Address, DateTime ReadAt, string Counters,
        bool CountedFromStart)
    {
        public LastReading ToReading() => new(
            new ProcessIdentity(Service, Instance, StartedAt), Address, ReadAt, CountersText.Read(Counters))
        {
            CountedFromStart = CountedFromStart,
        };
    }
}

/// <summary>Counters of a process as JSON: series to <c>[count, microseconds, buckets…]</c>.</summary>
internal static class CountersText
{
    public static string Of(IReadOnlyDictionary<Series, Tally> counters) => JsonSerializer.Serialize(
        counters.ToDictionary(
            counter => counter.Key.Id,
            counter => (long[])[counter.Value.Count, counter.Value.Microseconds, .. counter.Value.Buckets]),
        StoreJson.Default.DictionaryStringInt64Array);

    public static Dictionary<Series, Tally> Read(string text) =>
        JsonSerializer.Deserialize(text, StoreJson.Default.DictionaryStringInt64Array)!.ToDictionary(
            counter => Series.Parse(counter.Key),
            counter => new Tally(counter.Value[0], counter.Value[1], counter.Value[2..]));
}

[JsonSerializable(typeof(Dictionary<string, long[]>))]
internal sealed partial class StoreJson : JsonSerializerContext;
