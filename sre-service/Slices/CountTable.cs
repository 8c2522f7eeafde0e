using System.Globalization;
using Dapper;
using Npgsql;
using SreService.Counting;

namespace SreService.Slices;

/// <summary>The counts of minutes in the database.</summary>
internal static class CountTable
{
    private const string Columns =
        "minute, measure, service, route, outcome, reason, count, microseconds, buckets";

    /// <returns>The minutes after that moment.</returns>
    public static Task<IReadOnlyList<MinuteCounts>> SinceAsync(
        NpgsqlConnection connection, DateTimeOffset since, CancellationToken cancellationToken) =>
        QueryAsync(
            connection, $"select {Columns} from counts where minute > @since", new { since = since.UtcDateTime },
            cancellationToken);

    /// <returns>The minutes after that moment that were written after a round.</returns>
    public static Task<IReadOnlyList<MinuteCounts>> ChangedAsync(
        NpgsqlConnection connection, long afterRound, DateTimeOffset since, CancellationToken cancellationToken) =>
        QueryAsync(
            connection,
            $"""
            select {Columns} from counts
            where minute = any(array(select minute from minutes where round > @afterRound and minute > @since))
            """,
            new { afterRound, since = since.UtcDateTime }, cancellationToken);

    /// <returns>The minutes that have counts of a selector but no slice of a key, with what a slice needs.</returns>
    public static Task<IReadOnlyList<MinuteCounts>> WithoutSliceAsync(
        NpgsqlConnection connection, string key, Selector total, DateTimeOffset from, DateTimeOffset until,
        CancellationToken cancellationToken) =>
        QueryAsync(
            connection,
            $"""
            select {Columns} from counts
            where minute >= @from and minute < @until and service = @service and measure = any(@measures)
              and not exists (
                select from slices where slices.objective = @key and slices.minute = counts.minute)
            """,
            new
            {
                from = from.UtcDateTime,
                until = until.UtcDateTime,
                service = total.Service,
                measures = new[] { total.Measure, Measure.ScrapeCoverage },
                key,
            },
            cancellationToken);

    /// <param name="from">The first hour, whole.</param>
    /// <param name="until">The end, a whole hour.</param>
    /// <returns>The sums of hours, from their roll-ups.</returns>
    public static async Task<Dictionary<SeriesKey, Histogram>> SumOfHoursAsync(
        NpgsqlConnection connection, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync<CountRow>(new CommandDefinition(
            """
            select min(minute) as minute, measure, service, route, outcome, reason,
                   sum(count)::bigint as count, sum(microseconds)::bigint as microseconds, sum_each(buckets) as buckets
            from counts_1h
            where minute >= @from and minute < @until
            group by measure, service, route, outcome, reason
            """,
            new { from = from.UtcDateTime, until = until.UtcDateTime }, commandTimeout: 10,
            cancellationToken: cancellationToken));
        return rows.ToDictionary(row => row.Key, row => row.Histogram);
    }

    /// <returns>The first of these hours that has counts; null when none has.</returns>
    public static async Task<DateTimeOffset?> FirstHourAsync(
        NpgsqlConnection connection, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) =>
        await connection.ExecuteScalarAsync<DateTime?>(new CommandDefinition(
            "select min(minute) from counts_1h where minute >= @from and minute < @until",
            new { from = from.UtcDateTime, until = until.UtcDateTime }, cancellationToken: cancellationToken));

    /// <summary>One statement with all values: the transaction never waits for this process half way.</summary>
    public static async Task ReplaceAsync(
        NpgsqlConnection connection, IReadOnlyList<MinuteCounts> minutes, CancellationToken cancellationToken)
    {
        var rows = minutes
            .SelectMany(minute => minute.Counts, (minute, count) => (minute.Minute, count.Key, Histogram: count.Value))
            .ToArray();
        await connection.ExecuteAsync(new CommandDefinition(
            $"""
            delete from counts where minute = any(@minutes);

            insert into counts ({Columns})
            select minute, measure, service, route, outcome, reason, count, microseconds, buckets::bigint[]
            from unnest(@at, @measures, @services, @routes, @outcomes, @reasons, @counts, @microseconds, @buckets)
                as rows ({Columns});
            """,
            new
            {
                minutes = minutes.Select(minute => minute.Minute.UtcDateTime).ToArray(),
                at = rows.Select(row => row.Minute.UtcDateTime).ToArray(),
                measures = rows.Select(row => row.Key.Measure).ToArray(),
                services = rows.Select(row => row.Key.Service).ToArray(),
                routes = rows.Select(row => row.Key.Route).ToArray(),
                outcomes = rows.Select(row => row.Key.Outcome).ToArray(),
                reasons = rows.Select(row => row.Key.Reason).ToArray(),
                counts = rows.Select(row => row.Histogram.Count).ToArray(),
                microseconds = rows.Select(row => row.Histogram.Microseconds).ToArray(),
                buckets = rows.Select(row => ArrayText(row.Histogram.Buckets)).ToArray(),
            },
            cancellationToken: cancellationToken));
    }

    private static async Task<IReadOnlyList<MinuteCounts>> QueryAsync(
        NpgsqlConnection connection, string sql, object parameters, CancellationToken cancellationToken)
    {
        var rows = await connection.QueryAsync<CountRow>(new CommandDefinition(
            sql, parameters, commandTimeout: 30, cancellationToken: cancellationToken));
        return [.. rows
            .GroupBy(row => row.Minute)
            .Select(minute => new MinuteCounts(
                minute.Key, minute.ToDictionary(row => row.Key, row => row.Histogram)))];
    }

    /// <summary>PostgreSQL takes no array of arrays of different lengths.</summary>
    private static string ArrayText(ReadOnlySpan<long> buckets) =>
        $"{{{string.Join(',', buckets.ToArray().Select(bucket => bucket.ToString(CultureInfo.InvariantCulture)))}}}";

    // Npgsql reports array columns to Dapper as Array, without the type of their elements.
    private sealed record CountRow(
        DateTime Minute, string Measure, string Service, string Route, string Outcome, string Reason,
        long Count, long Microseconds, Array Buckets)
    {
        public SeriesKey Key => new(Measure, Service, Route, Outcome, Reason);

        public Histogram Histogram => new(Count, Microseconds, (long[])Buckets);
    }
}
