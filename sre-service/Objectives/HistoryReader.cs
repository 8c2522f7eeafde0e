using Dapper;
using Npgsql;
using SreService.Counting;
using SreService.Database;

namespace SreService.Objectives;

/// <summary>
/// The history of an objective. The minutes of the longest window are in memory; what lies before them comes from the
/// roll-ups of whole hours.
/// </summary>
internal sealed class HistoryReader(StoredAnswers stored, TimeProvider clock)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <returns>The first whole hour whose minutes are all in memory.</returns>
    public static DateTimeOffset InMemorySince(DateTimeOffset now) => (now - Window.Longest).Floor(Hour) + Hour;

    /// <returns>Null when the database, which is needed for a part of it, does not answer.</returns>
    public async Task<HistoryReport?> ReadAsync(
        Standing standing, HistoryQuestion question, CancellationToken cancellationToken)
    {
        var history = standing.Generation.History;
        var seam = InMemorySince(clock.GetUtcNow());
        if (question.From >= seam)
        {
            return HistoryReport.Of(standing, question, history.Sum);
        }

        var first = standing.Objective.Window.At(question.From).From;
        var hours = await stored.TryAsync(
            (connection, token) => HoursAsync(connection, standing.Generation.SliceKey, first, seam, token),
            cancellationToken);
        return hours is null
            ? null
            : HistoryReport.Of(standing, question, (from, until) => Sum(hours, from, until < seam ? until : seam)
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

    /// <summary>The hours that lie wholly in that time.</summary>
    private static WindowCounts Sum(IReadOnlyList<HourRow> hours, DateTimeOffset from, DateTimeOffset until)
    {
        HourRow[] within = [.. hours.Where(hour => hour.Start >= from && hour.Start + Hour <= until)];
        return new WindowCounts(
            within.Sum(hour => hour.Good), within.Sum(hour => hour.Bad), within.Sum(hour => hour.CoveredMinutes),
            (int)Math.Max(0, (until - from).TotalMinutes), within.FirstOrDefault(hour => hour.CoveredMinutes > 0)?.Start);
    }

    private sealed record HourRow(DateTime Hour, long Good, long Bad, int CoveredMinutes)
    {
        public DateTimeOffset Start => Hour;
    }
}
