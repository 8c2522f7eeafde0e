using Dapper;
using Npgsql;
using SreService.Counting;

namespace SreService.Scraping;

/// <summary>The counts of one replica over a period, across restarts.</summary>
/// <param name="Since">Start of the counts.</param>
internal sealed record ReplicaCounts(
    string Service, string Instance, DateTimeOffset Since, IReadOnlyDictionary<SeriesKey, Histogram> Counts)
{
    /// <summary>
    /// Current totals of every process minus those at the start: the same deltas as in the slices.
    /// </summary>
    /// <param name="service">Only replicas of this service; all if null.</param>
    /// <param name="instance">Only this replica; all if null.</param>
    /// <param name="from">A whole minute, at most a day back.</param>
    /// <param name="began">A time after the scrape at the start and before the next one.</param>
    /// <returns>Replicas scraped since then, by instance id.</returns>
    public static async Task<IReadOnlyList<ReplicaCounts>> SinceAsync(
        NpgsqlConnection connection, string? service, string? instance, DateTimeOffset from, DateTimeOffset began,
        CancellationToken cancellationToken)
    {
        var processes = await connection.QueryAsync<ProcessRow>(new CommandDefinition(
            """
            select last.service, last.instance, last.counters, first.read_at as first_read_at,
                   first.counters as first_counters
            from readings last
            left join lateral (
                (select minute, read_at, counters from snapshots
                 where (service, instance, started_at) = (last.service, last.instance, last.started_at)
                   and minute <= @from and read_at <= @began
                 order by minute desc limit 1)
                union all
                (select minute, read_at, counters from snapshots
                 where (service, instance, started_at) = (last.service, last.instance, last.started_at)
                   and minute >= @from and read_at > @began and not last.counted_from_start
                 order by minute limit 1)
                order by minute limit 1) first on true
            where last.read_at > @began
              and (@service::text is null or last.service = @service)
              and (@instance::text is null or last.instance = @instance)
            """,
            new { from = from.UtcDateTime, began = began.UtcDateTime, service, instance }, commandTimeout: 10,
            cancellationToken: cancellationToken));
        return [.. processes
            .GroupBy(process => (process.Service, process.Instance))
            .Select(replica => new ReplicaCounts(
                replica.Key.Service, replica.Key.Instance, replica.Min(process => process.Since(from)),
                replica.SelectMany(process => process.Counted()).Summed()))
            .OrderBy(replica => replica.Instance, StringComparer.Ordinal)];
    }

    /// <returns>Whether scrapes of a replica with this id are stored.</returns>
    public static Task<bool> IsKnownAsync(
        NpgsqlConnection connection, string? service, string instance, CancellationToken cancellationToken) =>
        connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            """
            select exists (
                select from readings
                where instance = @instance and (@service::text is null or service = @service))
            """,
            new { service, instance }, cancellationToken: cancellationToken));

    private sealed record ProcessRow(
        string Service, string Instance, string Counters, DateTime? FirstReadAt, string? FirstCounters)
    {
        public DateTimeOffset Since(DateTimeOffset from) => FirstReadAt ?? from;

        public IEnumerable<(SeriesKey, Histogram)> Counted()
        {
            var first = FirstCounters is null ? [] : CountersText.Read(FirstCounters);
            foreach (var (series, total) in CountersText.Read(Counters))
            {
                var added = first.TryGetValue(series, out var before) ? total.Since(before) : total;
                if (added is not null)
                {
                    yield return (series.KeyAt(Service), added);
                }
            }
        }
    }
}
