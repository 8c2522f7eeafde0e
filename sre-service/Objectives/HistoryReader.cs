using Dapper;
using Npgsql;
using SreService.Counting;
using SreService.Database;

namespace SreService.Objectives;

/// <summary>
/// The history of an objective. The minutes of the longest window are in memory; older counts come from the
/// hourly roll-ups.
/// </summary>
internal sealed class HistoryReader(DatabaseQuery stored, TimeProvider clock)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <returns>The first hour whose minutes are all in memory.</returns>
    public static DateTimeOffset InMemorySince(DateTimeOffset now) => (now - Window.Longest).Floor(Hour) + Hour;

    /// <returns>Null if the database is needed but unavailable.</returns>
    public async Task<HistoryReport?> ReadAsync(
        SloStatus slo, HistoryQuery query, CancellationToken cancellationToken)
    {
        var history = slo.Revision.History;
        var seam = InMemorySince(clock.GetUtcNow());
        if (query.From >= seam)
        {
            return HistoryReport.Of(slo, query, history.Sum);
        }

        var first = slo.Objective.Window.At(query.From).From;
        var hours = await stored.TryAsync(
            (connection, token) => HoursAsync(connection, slo.Revision.SliceKey, first, seam, token),
            cancellationToken);
        return hours is null
            ? null
            : HistoryReport.Of(slo, query, (from, until) => Sum(hours, from, until < seam ? until : seam)
                + history.Sum(from > seam ? from : seam, until));
    }

    private static async Task<IReadOnlyList<HourRow>> HoursAsync(
        NpgsqlConnection connection, string key, DateTimeOffset from, DateTimeOffset until,
        CancellationToken cancellationToken) =>
        [.. await connection.QueryAsync<HourRow>(new CommandDefinition(
            """
            select minute as hour, good, bad, covered_minutes
            from slices_1h
            where objective = @key and minute >= @from and minute < @until
            order by minute
            """,
            new { key, from = from.UtcDateTime, until = until.UtcDateTime }, commandTimeout: 10,
            cancellationToken: cancellationToken))];

    /// <summary>The hours that lie entirely in the period.</summary>
    private static WindowCounts Sum(IReadOnlyList<HourRow> hours, DateTimeOffset from, DateTimeOffset until)
    {
        HourRow[] within = [.. hours.Where(hour => hour.Start >= from && hour.Start + Hour <= until)];
        return new WindowCounts(
            within.Sum(hour => hour.Good), within.Sum(hour => hour.Bad), within.Sum(hour => hour.CoveredMinutes),
            (int)Math.Max(0, (until - from).TotalMinutes),
            within.FirstOrDefault(hour => hour.CoveredMinutes > 0)?.Start);
    }

    private sealed record HourRow(DateTime Hour, long Good, long Bad, int CoveredMinutes)
    {
        public DateTimeOffset Start => Hour;
    }
}
