using Dapper;
using Npgsql;
using SreService.Slices;

namespace SreService.Objectives;

/// <summary>Generations in PostgreSQL, and the slices that are counted back for a new one.</summary>
internal sealed class GenerationStore(NpgsqlDataSource source)
{
    /// <returns>Those that were in use when an earlier process was last heard of, the oldest first.</returns>
    public async Task<IReadOnlyList<Generation>> InUseAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<GenerationRow>(new CommandDefinition(
            """
            select objective, generation, definition, status, since
            from generations
            where retired_at is null
            order by since
            """,
            cancellationToken: cancellationToken));
        return [.. rows.Select(row => row.ToGeneration()).OfType<Generation>()];
    }

    public async Task SaveAsync(IReadOnlyCollection<Generation> inUse, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into generations (objective, generation, definition, status, since)
            values (@objective, @generation, @definition::jsonb, @status, @since)
            on conflict (objective, generation) do update set status = excluded.status, retired_at = null
            """,
            inUse.Select(generation => new
            {
                objective = generation.Objective,
                generation = generation.Definition.Generation,
                definition = generation.Definition.ToJson(),
                status = generation.Status.ToString(),
                since = generation.Since.UtcDateTime,
            }),
            cancellationToken: cancellationToken));
    }

    /// <summary>Ends generations, and forgets those that ended so long ago that they have no slices any more.</summary>
    public async Task RetireAsync(
        IReadOnlyCollection<Generation> ended, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "delete from generations where retired_at < @before",
            new { before = (now - Window.Longest).UtcDateTime }, cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition(
            "update generations set retired_at = @now where objective = @objective and generation = @generation",
            ended.Select(generation => new
            {
                now = now.UtcDateTime,
                objective = generation.Objective,
                generation = generation.Definition.Generation,
            }),
            cancellationToken: cancellationToken));
    }

    /// <returns>The slices of a generation from that moment on.</returns>
    public async Task<IReadOnlyList<(DateTimeOffset Minute, Slice Slice)>> SlicesAsync(
        Generation generation, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<SliceRow>(new CommandDefinition(
            "select minute, good, bad, covered from slices where objective = @key and minute >= @since",
            new { key = generation.SliceKey, since = since.UtcDateTime }, commandTimeout: 30,
            cancellationToken: cancellationToken));
        return [.. rows.Select(row => ((DateTimeOffset)row.Minute, new Slice(row.Good, row.Bad, row.Covered)))];
    }

    /// <summary>Counts minutes that have counts but no slice of the generation.</summary>
    /// <param name="generation">What to count by.</param>
    /// <param name="from">The first minute.</param>
    /// <param name="until">The end.</param>
    /// <param name="write">Whether to write the slices too.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Those slices.</returns>
    public async Task<IReadOnlyList<(DateTimeOffset Minute, Slice Slice)>> CountBackAsync(
        Generation generation, DateTimeOffset from, DateTimeOffset until, bool write, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var minutes = await StoredCounts.WithoutSliceAsync(
            connection, generation.SliceKey, generation.Definition.Total, from, until, cancellationToken);
        (DateTimeOffset Minute, Slice Slice)[] slices =
        [
            .. minutes.Select(minute => (minute.Minute, generation.Definition.Count(minute.Counts))),
        ];
        if (write && slices.Length > 0)
        {
            await AddAsync(connection, generation.SliceKey, slices, cancellationToken);
            await RollUps.RedoAsync(connection, generation.SliceKey, from, until, cancellationToken);
        }

        return slices;
    }

    // What is counted live is newer and stays.
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

    private sealed record GenerationRow(
        string Objective, string Generation, string Definition, string Status, DateTime Since)
    {
        /// <returns>Null when this version of the program would call the definition otherwise.</returns>
        public Generation? ToGeneration() =>
            Objectives.Definition.FromJson(Definition) is var definition && definition.Generation == Generation
                ? new(Objective, definition, Since) { Status = Enum.Parse<ObjectiveStatus>(Status) }
                : null;
    }

    private sealed record SliceRow(DateTime Minute, long Good, long Bad, bool Covered);
}
