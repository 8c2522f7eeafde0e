using System.Text.Json;
using System.Text.Json.Serialization;
using Dapper;
using Npgsql;
using SreService.Counting;

namespace SreService.Scraping;

/// <summary>Stores the last counters of each process, and the first of each minute.</summary>
internal static class StoredScrapes
{
    public static async Task<IReadOnlyList<ProcessCounters>> AllAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var scrapes = await connection.QueryAsync<ScrapeRow>(new CommandDefinition(
            "select service, instance, started_at, address, read_at, counters, counted_from_start from readings",
            cancellationToken: cancellationToken));
        return [.. scrapes.Select(row => row.ToScrape())];
    }

    public static Task<int> ReplaceAsync(
        NpgsqlConnection connection, IReadOnlyList<ProcessCounters> scrapes, CancellationToken cancellationToken) =>
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
                services = scrapes.Select(scrape => scrape.Process.Service).ToArray(),
                instances = scrapes.Select(scrape => scrape.Process.Instance).ToArray(),
                starts = scrapes.Select(scrape => scrape.Process.StartedAt.UtcDateTime).ToArray(),
                addresses = scrapes.Select(scrape => scrape.Address).ToArray(),
                times = scrapes.Select(scrape => scrape.At.UtcDateTime).ToArray(),
                counters = scrapes.Select(scrape => CountersText.Of(scrape.Counters)).ToArray(),
                fromStart = scrapes.Select(scrape => scrape.CountedFromStart).ToArray(),
            },
            cancellationToken: cancellationToken));

    private sealed record ScrapeRow(
        string Service, string Instance, DateTime StartedAt, string Address, DateTime ReadAt, string Counters,
        bool CountedFromStart)
    {
        public ProcessCounters ToScrape() => new(
            new ProcessIdentity(Service, Instance, StartedAt), Address, ReadAt, CountersText.Read(Counters))
        {
            CountedFromStart = CountedFromStart,
        };
    }
}

/// <summary>Counters of a process as JSON: series to <c>[count, microseconds, buckets…]</c>.</summary>
internal static class CountersText
{
    public static string Of(IReadOnlyDictionary<Series, Histogram> counters) => JsonSerializer.Serialize(
        counters.ToDictionary(
            counter => counter.Key.Id,
            counter => (long[])[counter.Value.Count, counter.Value.Microseconds, .. counter.Value.Buckets]),
        StoreJson.Default.DictionaryStringInt64Array);

    public static Dictionary<Series, Histogram> Read(string text) =>
        JsonSerializer.Deserialize(text, StoreJson.Default.DictionaryStringInt64Array)!.ToDictionary(
            counter => Series.Parse(counter.Key),
            counter => new Histogram(counter.Value[0], counter.Value[1], counter.Value[2..]));
}

[JsonSerializable(typeof(Dictionary<string, long[]>))]
internal sealed partial class StoreJson : JsonSerializerContext;
