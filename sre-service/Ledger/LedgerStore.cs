using Dapper;
using SreService.Database;
using SreService.Incidents;
using SreService.Objectives;
using SreService.Timeline;

namespace SreService.Ledger;

/// <summary>
/// The ledger of an objective: computed for each request from stored data and operators' corrections.
/// </summary>
internal sealed class LedgerStore(DatabaseQuery database, TimeProvider clock)
{
    private const string FindCorrections =
        """
        select objective, from_at, until_at, cause, reference, author, reason, at from ledger_corrections
        where objective = @id and until_at > @from and from_at < @until
        order by id
        """;

    /// <summary>More timeline events than that are not read for one report.</summary>
    private const int MostEvents = 50_000;

    /// <returns>Null when the database is unavailable.</returns>
    public Task<LedgerReport?> ReadAsync(
        SloStatus slo, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) =>
        database.TryAsync(
            async (connection, token) =>
            {
                var incidents = await IncidentStore.SinceAsync(connection, from - Window.Longest, token);
                var timeline = await TimelineStore.ReadAsync(
                    connection,
                    new(
                        from - Attribution.DeploySuspicion, until + Attribution.Discovery, null, null, null,
                        MostEvents),
                    token);
                var corrections = await connection.QueryAsync<CorrectionRow>(new CommandDefinition(
                    FindCorrections, new { id = slo.Objective.Id, from = from.UtcDateTime, until = until.UtcDateTime },
                    cancellationToken: token));
                return LedgerReport.Of(
                    slo.Objective.Id, from, until,
                    Attribution.Of(
                        slo.Revision.History.Between(from, until), slo.Objective.Service,
                        new(incidents, timeline.Events, [.. corrections.Select(row => row.ToCorrection())]),
                        clock.GetUtcNow()));
            },
            cancellationToken)!;

    /// <returns>False when the database is unavailable.</returns>
    public async Task<bool> CorrectAsync(Correction correction, CancellationToken cancellationToken)
    {
        const string Insert =
            """
            insert into ledger_corrections (objective, from_at, until_at, cause, reference, author, reason, at)
            values (@Objective, @from, @until, @cause, @Reference, @Author, @Reason, @at)
            """;
        var values = new
        {
            correction.Objective,
            from = correction.From.UtcDateTime,
            until = correction.Until.UtcDateTime,
            cause = correction.Cause.ToString(),
            correction.Reference,
            correction.Author,
            correction.Reason,
            at = correction.At.UtcDateTime,
        };
        return await database.TryAsync<object>(
            async (connection, token) =>
                await connection.ExecuteAsync(new CommandDefinition(Insert, values, cancellationToken: token)),
            cancellationToken) is not null;
    }

    private sealed record CorrectionRow(
        string Objective, DateTime FromAt, DateTime UntilAt, string Cause, string? Reference, string Author,
        string Reason, DateTime At)
    {
        public Correction ToCorrection() =>
            new(Objective, FromAt, UntilAt, Enum.Parse<Cause>(Cause), Reference, Author, Reason, At);
    }
}
