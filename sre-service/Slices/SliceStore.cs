using System.Text.Json;
using System.Text.Json.Serialization;
using Dapper;
using Npgsql;
using NpgsqlTypes;
using SreService.Objectives;
using SreService.Scraping;

namespace SreService.Slices;

/// <summary>
/// Slices in PostgreSQL. A minute is always written whole and replaces what was there: writing again is safe.
/// </summary>
internal sealed class SliceStore(NpgsqlDataSource source)
{
    /// <summary>The longest window and some days to look back.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(35);

    public async Task<Stored> LoadAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);

        var slices = await connection.QueryAsync<SliceRow>(new CommandDefinition(
            "select objective, minute, good, bad, covered from slices where minute > @since",
            new { since = (now - Kept).UtcDateTime }, commandTimeout: 30, cancellationToken: cancellationToken));
        var counts = await connection.QueryAsync<CountRow>(new CommandDefinition(
            """
            select minute, measure, service, route, outcome, reason, count, microseconds, buckets
            from counts
            where minute > @since
            """,
            new { since = (now - SliceBook.Kept).UtcDateTime }, commandTimeout: 30,
            cancellationToken: cancellationToken));
        var readings = await connection.QueryAsync<ReadingRow>(new CommandDefinition(
            "select service, instance, started_at, address, read_at, counters from readings",
            cancellationToken: cancellationToken));

        return new Stored(
            [.. slices.Select(row => row.ToSlice())],
            [.. counts.GroupBy(row => row.Minute).Select(CountRow.ToMinute)],
            [.. readings.Select(row => row.ToReading())]);
    }

    /// <summary>Writes minutes and the readings they were counted from, all or nothing.</summary>
    public async Task SaveAsync(Stored changes, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);

        await ReplaceSlicesAsync(connection, changes.Slices, cancellationToken);
        await ReplaceCountsAsync(connection, changes.Minutes, cancellationToken);
        await ReplaceReadingsAsync(connection, changes.Readings, cancellationToken);

        await transaction.CommitAsync(cancellationToken);
    }

    public async Task ForgetAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            delete from slices where minute < @before;
            delete from counts where minute < @before;
            delete from readings where read_at < @before;
            """,
            new { before = (now - Kept).UtcDateTime }, commandTimeout: 60, cancellationToken: cancellationToken));
    }

    private static Task<int> ReplaceSlicesAsync(
        NpgsqlConnection connection, IReadOnlyList<StoredSlice> slices, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            insert into slices (objective, minute, good, bad, covered)
            select * from unnest(@objectives, @minutes, @good, @bad, @covered)
            on conflict (objective, minute)
            do update set good = excluded.good, bad = excluded.bad, covered = excluded.covered
            """,
            new
            {
                objectives = slices.Select(slice => slice.Objective).ToArray(),
                minutes = slices.Select(slice => slice.Minute.UtcDateTime).ToArray(),
                good = slices.Select(slice => slice.Slice.Good).ToArray(),
                bad = slices.Select(slice => slice.Slice.Bad).ToArray(),
                covered = slices.Select(slice => slice.Slice.Covered).ToArray(),
            },
            cancellationToken: cancellationToken));

    private static async Task ReplaceCountsAsync(
        NpgsqlConnection connection, IReadOnlyList<MinuteCounts> minutes, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(new CommandDefinition(
            "delete from counts where minute = any(@minutes)",
            new { minutes = minutes.Select(minute => minute.Minute.UtcDateTime).ToArray() },
            cancellationToken: cancellationToken));

        await using var copy = await connection.BeginBinaryImportAsync(
            """
            copy counts (minute, measure, service, route, outcome, reason, count, microseconds, buckets)
            from stdin (format binary)
            """,
            cancellationToken);
        foreach (var (minute, counts) in minutes)
        {
            foreach (var (key, tally) in counts)
            {
                await WriteAsync(copy, minute, key, tally, cancellationToken);
            }
        }

        await copy.CompleteAsync(cancellationToken);
    }

    private static async Task WriteAsync(
        NpgsqlBinaryImporter copy, DateTimeOffset minute, CountKey key, Tally tally,
        CancellationToken cancellationToken)
    {
        await copy.StartRowAsync(cancellationToken);
        await copy.WriteAsync(minute.UtcDateTime, NpgsqlDbType.TimestampTz, cancellationToken);
        await copy.WriteAsync(key.Measure, cancellationToken);
        await copy.WriteAsync(key.Service, cancellationToken);
        await copy.WriteAsync(key.Route, cancellationToken);
        await copy.WriteAsync(key.Outcome, cancellationToken);
        await copy.WriteAsync(key.Reason, cancellationToken);
        await copy.WriteAsync(tally.Count, cancellationToken);
        await copy.WriteAsync(tally.Microseconds, cancellationToken);
        await copy.WriteAsync(tally.Buckets.ToArray(), cancellationToken);
    }

    private static async Task ReplaceReadingsAsync(
        NpgsqlConnection connection, IReadOnlyList<LastReading> readings, CancellationToken cancellationToken)
    {
        foreach (var reading in readings)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                """
                insert into readings (service, instance, started_at, address, read_at, counters)
                values (@service, @instance, @startedAt, @address, @readAt, @counters::jsonb)
                on conflict (service, instance, started_at)
                do update set address = excluded.address, read_at = excluded.read_at, counters = excluded.counters
                """,
                new
                {
                    service = reading.Process.Service,
                    instance = reading.Process.Instance,
                    startedAt = reading.Process.StartedAt.UtcDateTime,
                    address = reading.Place,
                    readAt = reading.At.UtcDateTime,
                    counters = CountersText.Of(reading.Counters),
                },
                cancellationToken: cancellationToken));
        }
    }

    private sealed record SliceRow(string Objective, DateTime Minute, long Good, long Bad, bool Covered)
    {
        public StoredSlice ToSlice() => new(Objective, Minute, new Slice(Good, Bad, Covered));
    }

    // Npgsql tells Dapper no more of an array's type than that it is one.
    private sealed record CountRow(
        DateTime Minute, string Measure, string Service, string Route, string Outcome, string Reason,
        long Count, long Microseconds, Array Buckets)
    {
        public static MinuteCounts ToMinute(IGrouping<DateTime, CountRow> rows) => new(
            rows.Key,
            rows.ToDictionary(
                row => new CountKey(row.Measure, row.Service, row.Route, row.Outcome, row.Reason),
                row => new Tally(row.Count, row.Microseconds, (long[])row.Buckets)));
    }

    private sealed record ReadingRow(
        string Service, string Instance, DateTime StartedAt, string Address, DateTime ReadAt, string Counters)
    {
        public LastReading ToReading() =>
            new(new ProcessIdentity(Service, Instance, StartedAt), Address, ReadAt, CountersText.Read(Counters));
    }
}

/// <summary>What the database has, or is to have.</summary>
internal sealed record Stored(
    IReadOnlyList<StoredSlice> Slices, IReadOnlyList<MinuteCounts> Minutes, IReadOnlyList<LastReading> Readings);

internal sealed record StoredSlice(string Objective, DateTimeOffset Minute, Slice Slice);

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
