using Dapper;
using Npgsql;
using SreService.Slices;

namespace SreService.Objectives;

/// <summary>Stores indicator revisions, and the slices that are backfilled for a new one.</summary>
internal sealed class IndicatorStore(NpgsqlDataSource source)
{
    /// <returns>The revisions last in use, the oldest first.</returns>
    public async Task<IReadOnlyList<IndicatorRevision>> InUseAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<RevisionRow>(new CommandDefinition(
            """
            select objective, generation, definition, status, since
            from generations
            where retired_at is null
            order by since
            """,
            cancellationToken: cancellationToken));
        return [.. rows.Select(row => row.ToRevision()).OfType<IndicatorRevision>()];
    }

    public async Task SaveAsync(IReadOnlyCollection<IndicatorRevision> inUse, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into generations (objective, generation, definition, status, since)
            values (@objective, @generation, @definition::jsonb, @status, @since)
            on conflict (objective, generation) do update set status = excluded.status, retired_at = null
            """,
            inUse.Select(revision => new
            {
                objective = revision.Objective,
                generation = revision.Indicator.Revision,
                definition = revision.Indicator.ToJson(),
                status = revision.Status.ToString(),
                since = revision.Since.UtcDateTime,
            }),
            cancellationToken: cancellationToken));
    }

    /// <summary>Retires revisions, and deletes those without slices.</summary>
    public async Task RetireAsync(
        IReadOnlyCollection<IndicatorRevision> ended, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "delete from generations where retired_at < @before",
            new { before = (now - Window.Longest).UtcDateTime }, cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition(
            "update generations set retired_at = @now where objective = @objective and generation = @generation",
            ended.Select(revision => new
            {
                now = now.UtcDateTime,
                objective = revision.Objective,
                generation = revision.Indicator.Revision,
            }),
            cancellationToken: cancellationToken));
    }

    /// <returns>The slices of a revision from that moment on.</returns>
    public async Task<IReadOnlyList<(DateTimeOffset Minute, Slice Slice)>> SlicesAsync(
        IndicatorRevision revision, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<SliceRow>(new CommandDefinition(
            "select minute, good, bad, covered from slices where objective = @key and minute >= @since",
            new { key = revision.SliceKey, since = since.UtcDateTime }, commandTimeout: 30,
            cancellationToken: cancellationToken));
        return [.. rows.Select(row => ((DateTimeOffset)row.Minute, new Slice(row.Good, row.Bad, row.Covered)))];
    }

    /// <summary>Adds slices for minutes that have counts but no slice of the revision.</summary>
    /// <param name="write">Whether to store the slices as well.</param>
    /// <returns>Those slices.</returns>
    public async Task<IReadOnlyList<(DateTimeOffset Minute, Slice Slice)>> BackfillAsync(
        IndicatorRevision revision, DateTimeOffset from, DateTimeOffset until, bool write,
        CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var minutes = await CountTable.WithoutSliceAsync(
            connection, revision.SliceKey, revision.Indicator.Total, from, until, cancellationToken);
        (DateTimeOffset Minute, Slice Slice)[] slices =
        [
            .. minutes.Select(minute => (minute.Minute, revision.Indicator.Count(minute.Counts))),
        ];
        if (write && slices.Length > 0)
        {
            await AddAsync(connection, revision.SliceKey, slices, cancellationToken);
            await RollUps.RedoAsync(connection, revision.SliceKey, from, until, cancellationToken);
        }

        return slices;
    }

    // Live slices are newer and stay.
    private static Task<int> AddAsync(
        NpgsqlConnection connection, string key, (DateTimeOffset Minute, Slice Slice)[] slices,
        CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            insert into slices (objective, minute, good, bad, covered)
            select @key, * from unnest(@minutes, @good, @bad, @covered)
            on conflict do nothing
            """,
            new
            {
                key,
                minutes = slices.Select(slice => slice.Minute.UtcDateTime).ToArray(),
                good = slices.Select(slice => slice.Slice.Good).ToArray(),
                bad = slices.Select(slice => slice.Slice.Bad).ToArray(),
                covered = slices.Select(slice => slice.Slice.Covered).ToArray(),
            },
            cancellationToken: cancellationToken));

    private sealed record RevisionRow(
        string Objective, string Generation, string Definition, string Status, DateTime Since)
    {
        /// <returns>Null if this version computes another revision for the stored indicator.</returns>
        public IndicatorRevision? ToRevision() =>
            Indicator.FromJson(Definition) is var indicator && indicator.Revision == Generation
                ? new(Objective, indicator, Since) { Status = Enum.Parse<ObjectiveStatus>(Status) }
                : null;
    }

    private sealed record SliceRow(DateTime Minute, long Good, long Bad, bool Covered);
}
