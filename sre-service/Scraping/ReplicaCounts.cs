using Dapper;
using Npgsql;
using SreService.Counting;

namespace SreService.Scraping;

/// <summary>What one replica counted over a time, in all of its processes.</summary>
/// <param name="Service">The service it is one of.</param>
/// <param name="Instance">Its instance id.</param>
/// <param name="Since">The first moment that the counts can be from.</param>
/// <param name="Counts">What it counted, restarts included.</param>
internal sealed record ReplicaCounts(
    string Service, string Instance, DateTimeOffset Since, IReadOnlyDictionary<CountKey, Tally> Counts)
{
    /// <summary>
    /// The totals of every process now, less those when the time began: the same increments that the slices are made of.
    /// </summary>
    /// <param name="connection">The database.</param>
    /// <param name="service">Replicas of this service only; all when null.</param>
    /// <param name="instance">This replica only; all when null.</param>
    /// <param name="from">A whole minute, at most a day back.</param>
    /// <param name="began">Until then the reading that falls on it was taken, and the next one was not.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Replicas that were read since then, by instance id.</returns>
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

    /// <returns>Whether a replica of this name was ever read, as far back as readings are kept.</returns>
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

        public IEnumerable<(CountKey, Tally)> Counted()
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
